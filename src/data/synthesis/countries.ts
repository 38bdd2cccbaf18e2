import { z } from 'zod'
import { InstarError, msg, type Phrase } from '../../errors/index.ts'
import type { Language } from '../language.ts'
import type { FactbookCountry } from './factbook.ts'
import { listed, type Row, type SlotValue, type Table } from './rows.ts'

const spellings = z.array(z.string().min(1)).min(1)
const names = z.strictObject({ en: spellings, zh: spellings })
const correction = z.strictObject({
  en: spellings.optional(),
  zh: spellings.optional(),
  capital: spellings.optional(),
  currency: z.string().length(3).optional(),
  orCurrencies: spellings.optional(),
  region: z.string().optional(),
  orRegions: spellings.optional(),
  neighbours: spellings.optional(),
  withoutNeighbours: spellings.optional(),
})

/** What a recipe adds to the Factbook: names in use, changes since, Chinese names. */
export const countryCorrections = z.strictObject({
  corrections: z.record(z.string().length(2), correction),
  places: z.record(z.string(), names),
  without: z.array(z.string().length(2)),
  regions: z.record(z.string(), names),
  currencies: z.record(z.string().length(3), names),
})
export type CountryCorrections = z.infer<typeof countryCorrections>
/** Chinese capitals by ISO 3166 code. */
export const chineseCapitals = z.record(z.string().length(2), spellings)

const LANGUAGES = ['en', 'zh'] as const

/**
 * The table of sovereign countries with the slots `country`, `capital`, `currency`, `region`, `neighbours`,
 * `population` (two significant digits) and `year`, in English and Chinese. Chinese country and currency names come
 * from CLDR through `Intl.DisplayNames`.
 *
 * @throws InstarError naming the country and the fact for which there is no clean value.
 */
export function countryTable(
  pages: readonly FactbookCountry[],
  corrections: CountryCorrections,
  capitalsZh: Readonly<Record<string, readonly string[]>>,
): Table {
  const chosen = pages
    .map(page => ({ page, code: page.code === 'UK' ? 'GB' : page.code }))
    .filter(({ page, code }) => code !== '' && !page.dependent && page.population !== undefined)
    .filter(({ code }) => isCountry(code) && capitalsZh[code] !== undefined && !corrections.without.includes(code))
  const countries = new Map(chosen.map(({ page, code }) => [code, countryNames(page.name, code, corrections)] as const))
  const byName = new Map<string, Record<Language, SlotValue>>()
  for (const [place, forms] of Object.entries(corrections.places)) byName.set(place, inBoth(forms))
  for (const { page, code } of chosen) {
    const value = countries.get(code)!
    for (const form of [page.name, ...value.en.forms]) byName.set(form.replace(/^the /i, ''), value)
  }
  const rows = chosen.map(({ page, code }): Row => {
    const own = corrections.corrections[code] ?? {}
    const missing = (fact: Phrase) =>
      new InstarError(msg`Expected a clean ${fact} for ${page.page} (${code}); add it to the table of corrections`)
    const capitalEn = own.capital ?? (page.capital ? [page.capital] : undefined)
    const currency = own.currency ?? page.currency
    const region = corrections.regions[own.region ?? page.region ?? '']
    if (!capitalEn) throw missing(msg`capital`)
    if (!currency) throw missing(msg`currency`)
    if (!region) throw missing(msg`region (found "${page.region}")`)
    const neighbours = [
      ...new Set((own.neighbours ?? page.neighbours).filter(name => !own.withoutNeighbours?.includes(name))),
    ].map(name => {
      const found = byName.get(name.replace(/^the /i, ''))
      if (!found) throw missing(msg`neighbour (found "${name}")`)
      return found
    })
    const unique = [...new Set(neighbours.map(value => value.en.forms[0]))].map(
      form => neighbours.find(value => value.en.forms[0] === form)!,
    )
    const regions = [region, ...(own.orRegions ?? []).map(name => corrections.regions[name]!)]
    const slots = (language: Language) => ({
      country: countries.get(code)![language],
      capital: {
        forms: (language === 'en' ? capitalEn : capitalsZh[code]!).slice(0, 1),
        accepted: language === 'en' ? capitalEn : capitalsZh[code]!,
      },
      currency: currencyNames(currency, language, corrections, own.orCurrencies),
      region: { forms: region[language].slice(0, 1), accepted: regions.flatMap(one => one[language]) },
      neighbours: neighbourList(
        unique.map(value => value[language]),
        language,
      ),
      population: populationValue(page.population!, language),
      year: { forms: [String(page.year ?? '')], number: page.year },
    })
    const row = { key: code, slots: { en: slots('en'), zh: slots('zh') } }
    for (const language of LANGUAGES)
      for (const [name, value] of Object.entries(row.slots[language]))
        for (const form of value.forms)
          if (/[()（）;]|\bnote\b/.test(form) && name !== 'country') throw missing(msg`${name} (found "${form}")`)
    return row
  })
  return rows.sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** 1,251,695,584 → "1.3 billion" / 「13亿」; 780,971 → "780,000" / 「78万」. Two significant digits. */
export function populationValue(people: number, language: Language): SlotValue {
  const rounded = Number(people.toPrecision(2))
  const units: readonly [number, string][] =
    language === 'en'
      ? [
          [1e9, ' billion'],
          [1e6, ' million'],
        ]
      : [
          [1e8, '亿'],
          [1e4, '万'],
        ]
  for (const [size, unit] of units)
    if (rounded >= size) return { forms: [`${Number((rounded / size).toPrecision(4))}${unit}`], number: rounded }
  return { forms: [language === 'en' ? rounded.toLocaleString('en-US') : String(rounded)], number: rounded }
}

function neighbourList(values: readonly SlotValue[], language: Language): SlotValue {
  return {
    forms: [
      listed(
        values.map(value => value.forms[0]!),
        language,
      ),
    ],
    elements: values,
  }
}

function countryNames(name: string, code: string, { corrections }: CountryCorrections): Record<Language, SlotValue> {
  const own = corrections[code]
  return inBoth({ en: own?.en ?? [name], zh: own?.zh ?? [new Intl.DisplayNames('zh', { type: 'region' }).of(code)!] })
}

function inBoth(forms: Readonly<Record<Language, readonly string[]>>): Record<Language, SlotValue> {
  return { en: { forms: forms.en }, zh: { forms: forms.zh } }
}

function currencyNames(
  code: string,
  language: Language,
  { currencies }: CountryCorrections,
  or: readonly string[] = [],
): SlotValue {
  const own = currencies[code]?.[language] ?? [cldrCurrency(code, language)]
  const plainForm = withoutAccents(own[0]!)
  return { forms: [plainForm], accepted: [...new Set([plainForm, ...own, ...or])] }
}

/** The name in running text: "Algerian dinar", where `Intl.DisplayNames` has the title form "Algerian Dinar". */
function cldrCurrency(code: string, language: Language): string {
  if (language === 'zh')
    return (new Intl.DisplayNames('zh', { type: 'currency' }).of(code) ?? '').replace(/\s*\(.*\)$/, '')
  const one = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: code,
    currencyDisplay: 'name',
    maximumFractionDigits: 0,
  }).format(1)
  return one.replace(/^1\s+/, '').replace(/\s*\(.*\)$/, '')
}

function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replaceAll('ʻ', "'")
}

function isCountry(code: string): boolean {
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined
}
