import { matchAt } from './context.ts'
import type { Found, Rule } from './rule.ts'

const types =
  'Street|St|Avenue|Ave|Av|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Ter|Crescent|Cres|Close|Gardens|Gdns|Grove|Mews|Parkway|Pkwy|Circle|Cir|Highway|Hwy|Trail|Trl|Row|Walk|Hill|Rise|Green|Park|Alley|Plaza|Quay|Wharf|Yard|Broadway'
const name = "(?:(?:[NSEW]|St|Mt|Dr|Ft)\\.|[A-Z][A-Za-z'’]{0,20}|\\d{1,3}(?:st|nd|rd|th))"
const unit = '(?:Apt|Apartment|Suite|Ste|Unit|Flat|Room|Rm|Floor|Fl|Bldg|#)\\.?\\s?#?\\w{1,5}'
const state =
  'A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]|Alabama|Arizona|California|Colorado|Florida|Georgia|Illinois|Massachusetts|Michigan|New York|Ohio|Oregon|Pennsylvania|Texas|Virginia|Washington'
const post = '[A-Z]{1,2}\\d[A-Z\\d]?\\s\\d[A-Z]{2}'
/** House number, one to four names, a type of street; then flat, town, state and postcode, as far as they are there. */
const western = new RegExp(
  `\\d{1,5}[A-Za-z]?(?:-\\d{1,4})?,?\\s(?:${name}\\s){1,4}(?:${types})\\b\\.?` +
    `(?:\\s(?:N|S|E|W|NE|NW|SE|SW)\\b\\.?)?(?:,?\\s${unit})?` +
    `(?:,?\\s(?:[A-Z][a-z]{2,15}\\.?\\s){0,2}[A-Z][a-z]{2,15},\\s(?:${state})(?:,?\\s\\d{5}(?:-\\d{4})?)?|,?\\s(?:[A-Z][a-z]{2,15}[\\s,]{1,2}){1,3}${post}|,\\s${post})?`,
  'y',
)
const numbered =
  /\d{1,5}\s(?:(?:N|S|E|W|North|South|East|West)\.?\s)?\d{1,3}(?:st|nd|rd|th)\s(?:Street|St|Avenue|Ave)\b\.?/y
const flat = /(?:Flat|Apartment|Apt\.?|Unit|Suite|Room)\s\w{1,4},\s$/i
const german =
  /(?:[A-ZÄÖÜ][a-zäöüß]{1,20}(?:straße|strasse|str\.|weg|platz|allee|gasse)|[A-ZÄÖÜ][a-zäöüß]{2,20}er\s(?:Straße|Str\.|Weg|Platz|Allee))\s$/
const germanTail = /\d{1,4}\s?[a-z]?\b(?:,\s\d{5}\s[A-ZÄÖÜ][a-zäöüß]{2,20})?/y
const french =
  /\d{1,4}(?:\s(?:bis|ter))?,?\s(?:rue|avenue|boulevard|bd|place|impasse|allée|chemin|quai|route)\s(?:(?:de|du|des|la|le|les|l'|d')\s?){0,3}[A-ZÉÈÀ][\wéèêàçîô'-]{1,25}(?:\s[A-ZÉÈÀ][\wéèêàçîô'-]{1,25}){0,3}(?:,\s\d{5}\s[A-ZÉ][\wéèêàçîô-]{2,25})?/y

/** Street addresses with a house number: United States, United Kingdom, Germany, France, China; post-office boxes. */
export const streetAddress: Rule = {
  anchors: ['digits', 'mixed'],
  find: (text, { start, end }) => {
    if (end - start > 5) return undefined
    if (/[\u4E00-\u9FFF]/.test(text[start - 1] ?? ' ')) return chinese(text, start, end)
    if (!/\s/.test(text[start - 1] ?? ' ') && !/^,? [A-Z]/.test(text.slice(end, end + 3))) return undefined
    const before = text.slice(Math.max(0, start - 40), start)
    const box =
      text[start - 2]?.toLowerCase() === 'x' && /(?:^|[^A-Za-z])((?:P\.?\s?O\.?|Post Office)\s?Box\s)$/i.exec(before)
    if (box) return { start: start - box[1]!.length, end, certainty: 'named' }
    const street = /[egz.]\s$/.test(before) ? german.exec(before) : null
    if (street) {
      const tail = matchAt(germanTail, text, start)
      return tail ? { start: start - street[0].length, end: start + tail[0].length, certainty: 'checked' } : undefined
    }
    if (!/^,? [A-Z\dra-qbc]/.test(text.slice(end, end + 3)) || /[\w$£€.,:/#-]/.test(text[start - 1] ?? ' '))
      return undefined
    const match = matchAt(western, text, start) ?? matchAt(numbered, text, start) ?? matchAt(french, text, start)
    if (!match || notStreets.test(match[0])) return undefined
    if (/^(?:1[5-9]|20)\d\d,/.test(match[0])) return undefined // May 18, 1980, Mount St. Helens
    if (/^(?:1[5-9]|20)\d\d\s/.test(match[0]) && /(?<![a-z])(?:in|of|since|by|from|until|to|and|the)\s$/i.test(before))
      return undefined
    const inside = flat.exec(before)?.[0].length ?? 0
    const shown = match[0].replace(/(?<!(?:St|Ave|Av|Rd|Dr|Ln|Blvd|Ct|Pl|Sq))\.$/, '')
    return { start: start - inside, end: start + shown.length, certainty: 'checked' }
  },
}

/** "7 Days Road Trip" and the like: what follows a number in stories. */
const notStreets =
  /^\d+\s(?:Days?|Years?|Star|Stars|Hours?|Minutes?|Miles?|Best|Top|Great|Things|People|Ways|January|February|March|April|May|June|July|August|September|October|November|December|AM|PM)\b/

const division =
  '(?:[\\u4E00-\\u9FFF]{2,7}?(?:特别行政区|自治区|省))?(?:[\\u4E00-\\u9FFF]{2,8}?(?:自治州|地区|市|盟))?(?:[\\u4E00-\\u9FFF]{1,8}?(?:新区|区|县|市|旗))?(?:[\\u4E00-\\u9FFF]{1,8}?(?:街道|镇|乡))?'
/** What comes before a house number, from the last character that belongs to a sentence on. */
const road = new RegExp(
  `(?:${division})(?:[\\u4E00-\\u9FFF]{1,10}?(?:路|街|巷|道|里|村|胡同|弄|段|庄|屯|大院|组|小区|花园|家园|苑|公寓|新村|大厦|城|园|湾|府|庭))$`,
)
const inside =
  '(?:[\\u4E00-\\u9FFF]{2,8}(?:大厦|中心|广场|公寓|小区|花园|大楼|国际|园))?(?:[A-Z\\d一二三四五六七八九十-]{1,5}(?:号楼|号|栋|幢|座|单元|楼|层|室|房|户|弄|门)){0,5}'
const house = new RegExp(`\\d{1,5}(?:-\\d{1,4})?(?:号楼|号院|号|弄|栋|幢|座)${inside}`, 'y')
/** Of a road, 座 and 栋 count bridges and buildings. */
const houseOfRoad = new RegExp(`\\d{1,5}(?:-\\d{1,4})?(?:号楼|号院|号|弄)${inside}`, 'y')
const notHouse = /^\d{1,5}号(?:线|公路|国道|令|文|机|选手|台风|码|种子)/
/** Characters that end a sentence's own words before an address begins. */
const sentence =
  /.*(?:[在到至于是为往位从寄去住来的了：:，,。；;、！？（）()“”"\s]|地址|住址|搬到|家住|公司在|走进|还有)(?=[^在到至于是为往位从寄去住来的了：:，,。；;、！？（）()“”"\s])/s

/** 省 市 区 路 号, of which road and number must be there. */
function chinese(text: string, start: number, end: number): Found | undefined {
  if (!/[路街巷道里村胡同弄段庄屯院组区园苑寓村厦城湾府庭]/.test(text[start - 1]!)) return undefined
  const tail = matchAt(/[路街巷道弄段]/.test(text[start - 1]!) ? houseOfRoad : house, text, start)
  if (!tail || notHouse.test(text.slice(start, end + 3))) return undefined
  const run = /[\u4E00-\u9FFF\d]{0,36}$/
    .exec(text.slice(Math.max(0, start - 36), start))![0]
    .replace(/^.*\d(?=[^\d]*$)/, '')
  const own = run.replace(sentence, '')
  const match = road.exec(own)
  if (!match || /(?:公|铁|道|线|网)路$|街道$|农村$/.test(match[0])) return undefined
  return { start: start - match[0].length, end: start + tail[0].length, certainty: 'checked' }
}
