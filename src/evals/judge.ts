import type { Expectation, Question } from '../data/index.ts'
import { answeredNumber } from './comparison.ts'
import { assertedNames, normalise } from './names.ts'
import { isRefusal } from './refusal.ts'

/** What an assistant called Instar must not claim to be. */
const strangers = [
  'ChatGPT',
  'GPT-3',
  'GPT-3.5',
  'GPT-4',
  'GPT-4o',
  'OpenAI',
  'Claude',
  'Anthropic',
  'Gemini',
  'Bard',
  'Llama',
  'Mistral',
  'Qwen',
  'DeepSeek',
  'Siri',
  'Alexa',
  'a human',
  'a person',
  '通义千问',
  '文心一言',
  '豆包',
  '元宝',
  '讯飞星火',
  '小爱同学',
  '真人',
]

/** A verdict on one answer. `refused`: the answer only says that it does not know, whatever was expected. */
export interface Verdict {
  readonly right: boolean
  readonly refused: boolean
}

/**
 * Judges the final answer to a question strictly. Names match as whole words (Chinese: as substrings), without regard to
 * case and accents, longest first, and not where the answer denies them. A forbidden name that the question itself
 * contains does not count. An empty answer is never right.
 */
export function judge(question: Pick<Question, 'question' | 'expect'>, answer: string): Verdict {
  const text = normalise(answer)
  const refused = isRefusal(text)
  return { right: text !== '' && matches(question.expect, text, normalise(question.question), refused), refused }
}

function matches(expect: Expectation, answer: string, question: string, refused: boolean): boolean {
  switch (expect.type) {
    case 'text':
      return namesExactly([expect.anyOf], expect.noneOf ?? [], answer, question)
    case 'set':
      return namesExactly(expect.all, expect.noneOf ?? [], answer, question)
    case 'identity':
      return namesExactly([['Instar']], strangers, answer, question)
    case 'number': {
      const found = answeredNumber(answer, question)
      return found !== undefined && Math.abs(found - expect.value) <= 1e-9 * Math.abs(expect.value)
    }
    case 'refusal':
      return refused
  }
}

/** Every element of `all` in one of its spellings, and no other name of `noneOf`. */
function namesExactly(
  all: readonly (readonly string[])[],
  noneOf: readonly string[],
  answer: string,
  question: string,
): boolean {
  const wanted = all.map(spellings => spellings.map(normalise))
  const welcome = new Set(wanted.flat())
  const forbidden = noneOf.map(normalise).filter(name => !welcome.has(name))
  const asked = assertedNames(question, forbidden)
  const named = assertedNames(answer, [...welcome, ...forbidden])
  return (
    wanted.every(spellings => spellings.some(name => named.has(name))) &&
    !forbidden.some(name => named.has(name) && !asked.has(name))
  )
}
