/** Reading numbers out of answers: separators, million and billion, 万 and 亿, number words of both languages. */

const scales: Readonly<Record<string, number>> = {
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
  千: 1e3,
  万: 1e4,
  百万: 1e6,
  千万: 1e7,
  亿: 1e8,
  百亿: 1e10,
  千亿: 1e11,
  万亿: 1e12,
}
const scaleNames = Object.keys(scales)
  .sort((a, b) => b.length - a.length)
  .join('|')
// A minus counts only where no operand stands before it: in "5-3" it is a subtraction, in "2019-20" a range.
const noOperand = '(?<![\\p{L}--\\p{Script=Han}]|[\\p{N}\\)] ?)'
const minus = '(?:minus |negative |[\\-−负負])'
const isNegated = new RegExp(`${noOperand}${minus}$`, 'v')
const written = new RegExp(
  `(?<![[\\p{L}\\p{N}.]--\\p{Script=Han}])(?:${noOperand}${minus})?(?:\\d{1,3}(?:[,']\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?(?: ?(?:${scaleNames})(?![a-z]))?`,
  'gv',
)

interface Found {
  readonly value: number
  readonly start: number
  readonly end: number
}

/**
 * The number that an answer (normalised) ends in, or `undefined` without any. Years that only date the answer ("in 2021",
 * "(2021)", 2021年) are passed over unless the answer has nothing else. Number words ("forty-two", 四十二) are read only in
 * answers without digits, for "one" and 一 often count nothing.
 */
export function lastNumber(answer: string): number | undefined {
  return lastIn(answer.replaceAll('萬', '万').replaceAll('億', '亿'))
}

function lastIn(answer: string): number | undefined {
  const numbers = [...answer.matchAll(written)].map(match => readWritten(match[0], match.index))
  const joined = joinChinese(numbers, answer)
  const undated = joined.filter(number => !isYear(number, answer))
  const last = undated.at(-1) ?? joined.at(-1)
  return last ? last.value : (lastChineseNumeral(answer) ?? lastEnglishNumeral(answer))
}

function readWritten(text: string, start: number): Found {
  const [all, digits] = text.match(/^\D*([\d,.']+)/)!
  const scale = scales[text.slice(all.length).trim()] ?? 1
  const value = Number(digits!.replace(/[,']/g, ''))
  return { value: scaled(/^\D/.test(text) ? -value : value, scale), start, end: start + text.length }
}

/** 3.28 × 10,000 is 32800 and not 32799.999…: the product is rounded to the digits that doubles have. */
function scaled(value: number, scale: number): number {
  return scale === 1 ? value : Number((value * scale).toPrecision(15))
}

/** 1亿2345万 is one number: neighbours without a gap add up. */
function joinChinese(numbers: readonly Found[], answer: string): Found[] {
  const joined: Found[] = []
  for (const number of numbers) {
    const previous = joined.at(-1)
    if (previous?.end === number.start && /[亿万千]/.test(answer[number.start - 1]!))
      joined[joined.length - 1] = { ...previous, value: previous.value + number.value, end: number.end }
    else joined.push(number)
  }
  return joined
}

function isYear({ value, start, end }: Found, answer: string): boolean {
  if (!/^(?:19|20)\d\d$/.test(answer.slice(start, end)) || value < 1900) return false
  return (
    /^ ?年/.test(answer.slice(end)) ||
    /(?:\(|（|\b(?:in|since|from|(?<!differ )by|as of|year|estimate|est\.?|january|february|march|april|may|june|july|august|september|october|november|december) ?)$/.test(
      answer.slice(0, start),
    )
  )
}

const chineseDigits = '零一二三四五六七八九'
const chineseUnits: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }

function lastChineseNumeral(answer: string): number | undefined {
  const found = [...answer.matchAll(/[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?/gu)].at(-1)
  if (found === undefined) return undefined
  const [run] = found
  const [whole = '', fraction = ''] = run.replaceAll('〇', '零').replaceAll('两', '二').split('点')
  const digits = [...fraction].map(digit => chineseDigits.indexOf(digit)).join('')
  return signOf(answer, found.index) * (readChinese(whole) + (digits ? Number(`0.${digits}`) : 0))
}

/** 三千二百万 = (3 × 1000 + 2 × 100) × 10,000; digits in a row without units (二零二一) are read one by one. */
function readChinese(text: string): number {
  if (!/[十百千万亿]/.test(text)) return Number([...text].map(digit => chineseDigits.indexOf(digit)).join(''))
  let total = 0
  let section = 0
  let digit = 0
  for (const character of text) {
    const unit = chineseUnits[character]
    if (unit !== undefined) {
      section += (digit || 1) * unit
      digit = 0
    } else if (character === '万' || character === '亿') {
      const scale = character === '万' ? 1e4 : 1e8
      // 万亿 scales what came before it once more.
      if (section + digit === 0 && total > 0) total *= scale
      else total += (section + digit) * scale
      section = 0
      digit = 0
    } else digit = chineseDigits.indexOf(character)
  }
  return total + section + digit
}

const englishOnes =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const englishTens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const englishWord = [...englishOnes, ...englishTens, 'hundred', 'thousand', 'million', 'billion'].join('|')
const englishRun = new RegExp(`\\b(?:${englishWord})(?:(?:[ -]| and )(?:${englishWord}))*\\b`, 'g')

function lastEnglishNumeral(answer: string): number | undefined {
  const found = [...answer.matchAll(englishRun)].at(-1)
  if (found === undefined) return undefined
  let total = 0
  let section = 0
  for (const word of found[0].split(/[ -]/)) {
    if (word === 'hundred') section = (section || 1) * 100
    else if (word in scales) {
      total += (section || 1) * scales[word]!
      section = 0
    } else if (englishOnes.includes(word)) section += englishOnes.indexOf(word)
    else if (englishTens.includes(word)) section += (englishTens.indexOf(word) + 2) * 10
  }
  return signOf(answer, found.index) * (total + section)
}

/** -1 where a minus stands before what begins at `start`. */
const signOf = (answer: string, start: number): number => (isNegated.test(answer.slice(0, start)) ? -1 : 1)
