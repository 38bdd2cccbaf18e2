import { matchAt } from './context.ts'
import type { Found } from './rule.ts'

const road =
  /[\u4E00-\u9FFF](?:路|街|巷|道|里|村|胡同|弄|段|庄|屯|大院|组|小区|花园|家园|苑|公寓|新村|大厦|城|园|湾|府|庭)$/
const noRoad = /(?:公|铁|道|线|网)路$|街道$|农村$/
/** Provinces to townships; without one, a road has ten characters at most. */
const division = /[省市区县镇乡州盟旗]/
const longestRoad = 11
const inside =
  '(?:[\\u4E00-\\u9FFF]{2,8}(?:大厦|中心|广场|公寓|小区|花园|大楼|国际|园))?(?:[A-Z\\d一二三四五六七八九十-]{1,5}(?:号楼|号|栋|幢|座|单元|楼|层|室|房|户|弄|门)){0,5}'
const house = new RegExp(`\\d{1,5}(?:-\\d{1,4})?(?:号楼|号院|号|弄|栋|幢|座)${inside}`, 'y')
/** Of a road, 座 and 栋 count bridges and buildings. */
const houseOfRoad = new RegExp(`\\d{1,5}(?:-\\d{1,4})?(?:号楼|号院|号|弄)${inside}`, 'y')
const notHouse = /^\d{1,5}号(?:线|公路|国道|令|文|机|选手|台风|码|种子)/
/** Characters that end a sentence's own words before an address begins. */
const sentence =
  /.*(?:[在到至于是为往位从寄去住来的了：:，,。；;、！？（）()“”"\s]|地址|住址|搬到|家住|公司在|走进|还有)(?=[^在到至于是为往位从寄去住来的了：:，,。；;、！？（）()“”"\s])/s

/** 省 市 区 路 号 (GB/T 23705), of which road or estate and number must be there; `start` is that of the number. */
export function chineseAddress(text: string, start: number, end: number): Found | undefined {
  if (!/[路街巷道里村胡同弄段庄屯院组区园苑寓村厦城湾府庭]/.test(text[start - 1]!)) return undefined
  const tail = matchAt(/[路街巷道弄段]/.test(text[start - 1]!) ? houseOfRoad : house, text, start)
  if (!tail || notHouse.test(text.slice(start, end + 3))) return undefined
  const run = /[\u4E00-\u9FFF\d]{0,36}$/
    .exec(text.slice(Math.max(0, start - 36), start))![0]
    .replace(/^.*\d(?=[^\d]*$)/, '')
  const own = run.replace(sentence, '')
  if (!road.test(own) || noRoad.test(own)) return undefined
  const length = division.test(own) ? own.length : Math.min(own.length, longestRoad)
  return { start: start - length, end: start + tail[0].length, certainty: 'checked' }
}
