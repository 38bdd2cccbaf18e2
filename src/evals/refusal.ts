/** Telling an honest "I don't know" from an answer, and from an answer that only begins like one. */

const refusing = [
  /\b(?:do not|don't|dont|did not|didn't|cannot|can't|could not|couldn't) (?:really |actually |yet |honestly )?(?:know|tell|say|recogni[sz]e|identify|find|answer)\b/,
  /\b(?:do not|don't|have not|haven't|has not|never) (?:really |actually |yet |ever )?(?:have|had|learned|learnt|heard|seen|met|come across|got)\b/,
  /\b(?:have|has|there(?: i|')s|found|find) no (?:idea|information|knowledge|record|data|facts?|such|country|person|one)\b/,
  /\b(?:no idea|not sure|not certain|unsure|not aware|not familiar|unfamiliar|unknown to me|not known to me|beyond what i know|not in what i (?:know|learned))\b/,
  /\b(?:does not|doesn't|do not|don't) (?:seem to )?(?:exist|ring a bell)\b/,
  /\bno such\b/,
  /没有(?:这个|这样|叫)|不知道|不晓得|不清楚|不太清楚|不了解|不认识|不熟悉|不确定|不明白|不掌握|说不上来|答不上来|想不起来/,
  /没(?:有)?(?:听说过|听过|学过|学到过?|见过|读到过?|这方面的|任何|相关的?)|没有.{0,12}(?:信息|资料|记录|了解|知识|印象)|从未(?:听说|听过|见过|学过)/,
  /无法(?:回答|告诉|确定|确认|得知|提供)|(?:查|找)不到|不存在|我还?不会回答/,
]
// What turns "I don't know" into a guess: a claim behind "but", or a guess in its own sentence.
const contrast =
  /(?:\b(?:but|however|though|although|still|yet|maybe|perhaps|probably|possibly|i think|i guess|i believe|i suppose|i would say|i'd say|my guess)\b|但是|但|不过|可是|然而|也许|可能|大概|我猜|我想|我觉得|应该)(.*)/
const claim =
  /\b(?:is|was|are|were|it's|he's|she's|that's|has|had|have been|lies|lived|became|means|called|named|equals?|might be|may be|could be|must be|will be|borders?|uses?)\s+\S|^\s*(?:it|he|she|in)\b|是|为|叫|位于|等于|在|有|属于/
const courteous =
  /\b(?:help|ask|tell me|happy|glad|sorry|afraid|learn|try|look|spelling|check|another|something else|my knowledge|what i know|outside|beyond)\b|帮|问|抱歉|对不起|告诉我|学|试|核对|拼写|其他|别的|范围/

/** Whether an answer (normalised) only says that it does not know: a claim beside it makes it an answer. */
export function isRefusal(answer: string): boolean {
  const sentences = answer.split(/(?<=[.!?])\s+|[。！？!?；;\n]/u).filter(sentence => sentence.trim() !== '')
  let refused = false
  for (const sentence of sentences) {
    const refusal = firstMatch(sentence)
    if (refusal) {
      refused = true
      const rest = `${sentence.slice(0, refusal.index)}\u0000${sentence.slice(refusal.index! + refusal[0].length)}`
      if (rest.split('\u0000').some(part => claimsAfterContrast(part)) || claimsBefore(rest)) return false
    } else if (claim.test(sentence) && !courteous.test(sentence)) return false
  }
  return refused
}

function firstMatch(sentence: string): RegExpMatchArray | undefined {
  const matches = refusing.map(pattern => sentence.match(pattern)).filter(match => match !== null)
  return matches.sort((a, b) => a.index! - b.index!)[0]
}

function claimsAfterContrast(text: string): boolean {
  const behind = text.match(contrast)?.[1]
  return behind !== undefined && claim.test(behind) && !courteous.test(behind)
}

/** "Paris is the capital, but I don't know…" claims something first; "The capital of X is unknown to me" does not. */
function claimsBefore(rest: string): boolean {
  const before = rest.slice(0, rest.indexOf('\u0000'))
  const clause = before.match(/^(.*?)(?:,|，|\bbut\b|但)/u)?.[1]
  return clause !== undefined && claim.test(clause) && !courteous.test(clause)
}
