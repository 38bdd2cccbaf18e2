import { matchAt, sentenceBefore } from './context.ts'
import type { Rule } from './rule.ts'

const pair = /(\d{1,3}\.\d{3,12})(,\s{0,2}|\s|;\s?)(-?\d{1,3}\.\d{3,12})(?![\d.]|,\s?-?\d)/y
const degrees =
  /\d{1,3}(?:\.\d{3,10}\s?°?|\s?[°度]\s?\d{1,2}(?:\.\d+)?\s?['′’分](?:\s?\d{1,2}(?:\.\d+)?\s?(?:["″”秒]|''))?)\s?[NS北南](?:纬)?[,，;\s]{0,3}\d{1,3}(?:\.\d{3,10}\s?°?|\s?[°度]\s?\d{1,2}(?:\.\d+)?\s?['′’分](?:\s?\d{1,2}(?:\.\d+)?\s?(?:["″”秒]|''))?)\s?[EWO东西](?:经)?(?![A-Za-z])/y
const angle =
  '\\d{1,3}(?:\\.\\d{3,10}\\s?[°度]?|\\s?[°度]\\s?\\d{1,2}(?:\\.\\d+)?\\s?[\'′’分](?:\\s?\\d{1,2}(?:\\.\\d+)?\\s?["″”秒])?)'
const chinese = new RegExp(
  `(?:[东西]经\\s?${angle}[,，、;；\\s]{0,3}[南北]纬\\s?${angle}|[南北]纬\\s?${angle}[,，、;；\\s]{0,3}[东西]经\\s?${angle})`,
  'y',
)
const words =
  /(?<![a-z])(?:gps|lat|latitude|lon|lng|longitude|coord\w*|location|position|geo|map|meet|taken|place)|坐标|定位|位置|经纬|地点|出现/i
const notPlaces = /weights?|values?|loss|mean|deviation|vertex|point of|顶点|权重|均值/i

/** Places on the globe, exact enough to be a house: pairs of decimals, degrees with minutes, Chinese 东经 and 北纬. */
export const coordinates: Rule = {
  anchors: ['digits'],
  find: (text, { start, end }) => {
    if (end - start > 3 || /[\d.\w]/.test(text[start - 1] ?? ' ')) return undefined
    const next = text[end]
    if (/[经纬]\s?$/.test(text.slice(start - 2, start))) {
      const from = /\s$/.test(text.slice(start - 1, start)) ? start - 3 : start - 2
      const match = matchAt(chinese, text, from)
      return match ? { start: from, end: from + match[0].length, certainty: 'named' } : undefined
    }
    if (next !== '.' && next !== '°' && next !== ' ' && next !== '度') return undefined
    const whole = matchAt(degrees, text, start)
    if (whole) return { start, end: start + whole[0].length, certainty: 'named' }
    if (next !== '.') return undefined
    const match = matchAt(pair, text, start)
    if (!match) return undefined
    const [shown, latitude, separator, longitude] = match as unknown as [string, string, string, string]
    const from = text[start - 1] === '-' ? start - 1 : start
    const before = sentenceBefore(text, from, 40)
    if (/[\d.,]\s?$/.test(before) || Math.abs(Number(latitude)) > 90 || Math.abs(Number(longitude)) > 180)
      return undefined
    if (Math.abs(Number(latitude)) < 1 && Math.abs(Number(longitude)) < 1) return undefined // no land there
    const decimals = Math.min(...[latitude, longitude].map(value => value.split('.')[1]!.length))
    const introduced = words.test(before) && !notPlaces.test(before)
    if (!introduced && (decimals < 5 || Number(latitude) < 10 || !separator.startsWith(',') || notPlaces.test(before)))
      return undefined
    return decimals >= (introduced ? 4 : 5)
      ? { start: from, end: start + shown.length, certainty: introduced ? 'named' : 'shaped' }
      : undefined
  },
}
