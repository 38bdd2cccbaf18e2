import { cue, matchAt, named } from './context.ts'
import type { Found } from './rule.ts'

const types =
  'Street|St|Avenue|Ave|Av|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Ter|Crescent|Cres|Close|Gardens|Gdns|Grove|Mews|Parkway|Pkwy|Circle|Cir|Highway|Hwy|Trail|Trl|Row|Walk|Hill|Rise|Green|Park|Alley|Plaza|Quay|Wharf|Yard|Broadway'
const name = "(?:(?:[NSEW]|St|Mt|Dr|Ft)\\.|[A-Z][A-Za-z'’]{0,20}|\\d{1,3}(?:st|nd|rd|th))"
const unit = '(?:Apt|Apartment|Suite|Ste|Unit|Flat|Room|Rm|Floor|Fl|Bldg|#)\\.?\\s?#?\\w{1,5}'
const state =
  'A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]|Alabama|Arizona|California|Colorado|Florida|Georgia|Illinois|Massachusetts|Michigan|New York|Ohio|Oregon|Pennsylvania|Texas|Virginia|Washington'
const post = '[A-Z]{1,2}\\d[A-Z\\d]?\\s\\d[A-Z]{2}'
/** More of the suffixes of USPS Publication 28, appendix C1, which are also words: they need a word before, or a town behind. */
const weakTypes =
  'Arcade|Beach|Bend|Bluffs?|Branch|Bridge|Brooks?|Bypass|Camp|Canyon|Cape|Causeway|Center|Cliffs?|Club|Common|Corners?|Course|Cove|Creek|Crest|Crossing|Crossroad|Curve|Dale|Dam|Divide|Estates?|Expressway|Extension|Falls?|Ferry|Fields?|Flats?|Fords?|Forest|Forges?|Forks?|Fort|Freeway|Gateway|Glens?|Harbors?|Haven|Heights|Hills|Hollow|Inlet|Islands?|Isle|Junctions?|Keys?|Knolls?|Lakes?|Landing|Light|Loaf|Locks?|Lodge|Loop|Mall|Manors?|Meadows?|Mills?|Mission|Motorway|Mountains?|Mount|Neck|Orchard|Oval|Overpass|Parkways|Pass|Passage|Path|Pike|Pines?|Plains?|Points?|Ports?|Prairie|Radial|Ramp|Ranch|Rapids?|Rest|Ridges?|River|Roads|Route|Run|Shoals?|Shores?|Skyway|Springs?|Spurs?|Station|Stravenue|Stream|Summit|Throughway|Trace|Track|Trafficway|Tunnel|Turnpike|Underpass|Unions?|Valleys?|Via|Viaduct|Views?|Villages?|Ville|Vista|Walks|Wells?|Squares|Streets|Greens|Garden|Groves|Courts|Circles|Drives'
/** House number, one to four names, a type of street; then flat, town, state and postcode, as far as they are there. */
const streetsOf = (types: string) =>
  `\\d{1,5}[A-Za-z]?(?:-\\d{1,4})?,?\\s(?:${name}\\s){1,4}(?:${types})\\b\\.?(?:\\s(?:N|S|E|W|NE|NW|SE|SW)\\b\\.?)?`
const flatBehind = `(?:,?\\s${unit})`
const townBehind = `(?:,?\\s(?:[A-Z][a-z]{2,15}\\.?\\s){0,2}[A-Z][a-z]{2,15},\\s(?:${state})(?:,?\\s\\d{5}(?:-\\d{4})?)?|,?\\s(?:[A-Z][a-z]{2,15}[\\s,]{1,2}){1,3}${post}|,\\s${post})`
const strong = new RegExp(`${streetsOf(types)}${flatBehind}?${townBehind}?`, 'y')
const any = streetsOf(`${types}|${weakTypes}`)
const weak = new RegExp(`${any}(?:${flatBehind}${townBehind}?|${townBehind})`, 'y')
const weakAlone = new RegExp(any, 'y')
const addressWords = cue(
  'address|ship to|deliver to|send to|(?:lives?|living|resides?|residing|located|based) (?:at|in)',
)
const numbered =
  /\d{1,5}\s(?:(?:N|S|E|W|North|South|East|West)\.?\s)?\d{1,3}(?:st|nd|rd|th)\s(?:Street|St|Avenue|Ave)\b\.?/y
const flat = /(?:Flat|Apartment|Apt\.?|Unit|Suite|Room)\s\w{1,4},\s$/i
const german =
  /(?:[A-ZÄÖÜ][a-zäöüß]{1,20}(?:straße|strasse|str\.|weg|platz|allee|gasse)|[A-ZÄÖÜ][a-zäöüß]{2,20}er\s(?:Straße|Str\.|Weg|Platz|Allee)|[A-ZÄÖÜ][A-Za-zäöüß-]{2,40}-(?:Straße|Str\.|Weg|Platz|Allee|Gasse|Ring))\s$/
const germanTail = /\d{1,4}(?:[-/]\d{1,4})?\s?[a-z]?\b(?:,\s\d{5}\s[A-ZÄÖÜ][a-zäöüß]{2,20})?/y
const french =
  /\d{1,4}(?:\s(?:bis|ter))?,?\s(?:rue|avenue|boulevard|bd|place|impasse|allée|chemin|quai|route)\s(?:(?:de|du|des|la|le|les|l'|d')\s?){0,3}[A-ZÉÈÀ][\wéèêàçîô'-]{1,25}(?:\s[A-ZÉÈÀ][\wéèêàçîô'-]{1,25}){0,3}(?:,\s\d{5}\s[A-ZÉ][\wéèêàçîô-]{2,25})?/y

/** "7 Days Road Trip" and the like: what follows a number in stories. */
const notStreets =
  /^\d+\s(?:Days?|Years?|Star|Stars|Hours?|Minutes?|Miles?|Best|Top|Great|Things|People|Ways|My|Your|Our|The|January|February|March|April|May|June|July|August|September|October|November|December|AM|PM)\b/

/** House number and street, in the order of English, German and French; `start` is that of the number. */
export function westernAddress(text: string, start: number, end: number): Found | undefined {
  const before = text.slice(Math.max(0, start - 50), start)
  const street = /[egz.]\s$/.test(before) ? german.exec(before) : null
  if (street) {
    const tail = matchAt(germanTail, text, start)
    return tail ? { start: start - street[0].length, end: start + tail[0].length, certainty: 'checked' } : undefined
  }
  if (!/^,? [A-Z\dra-qbc]/.test(text.slice(end, end + 3)) || /[\w$£€.,:/#-]/.test(text[start - 1] ?? ' '))
    return undefined
  const match =
    matchAt(strong, text, start) ??
    matchAt(numbered, text, start) ??
    matchAt(french, text, start) ??
    matchAt(weak, text, start) ??
    (named(text, start, addressWords) ? matchAt(weakAlone, text, start) : undefined)
  if (!match || notStreets.test(match[0])) return undefined
  if (/^(?:1[5-9]|20)\d\d,/.test(match[0])) return undefined // May 18, 1980, Mount St. Helens
  if (/^(?:1[5-9]|20)\d\d\s/.test(match[0]) && /(?<![a-z])(?:in|of|since|by|from|until|to|and|the)\s$/i.test(before))
    return undefined
  const inside = flat.exec(before)?.[0].length ?? 0
  const shown = match[0].replace(/(?<!(?:St|Ave|Av|Rd|Dr|Ln|Blvd|Ct|Pl|Sq))\.$/, '')
  return { start: start - inside, end: start + shown.length, certainty: 'checked' }
}
