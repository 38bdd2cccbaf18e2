import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countryTable, populationValue } from './countries.ts'
import { parseFactbookPage, readFactbook } from './factbook.ts'
import { accepted } from './rows.ts'

const text = (value: string) => ({ text: value })
const page = (parts: {
  name: string
  code: string
  capital: string
  money: string
  people: { text: string; note?: { text: string } }
  borders?: string
  dependent?: boolean
}) => ({
  Introduction: { Background: text('A <b>long</b> story about a country.') },
  Geography: {
    'Map references': text('Africa'),
    'Land boundaries': { 'border countries': text(parts.borders ?? ''), text: '0 km' },
  },
  'People and Society': { Population: parts.people },
  Government: {
    'Country name': { 'conventional short form': text(parts.name) },
    Capital: { name: text(parts.capital) },
    'Dependency status': parts.dependent ? text('overseas territory') : undefined,
  },
  Economy: { 'Exchange rates': text(parts.money) },
  Communications: { 'Internet country code': text(`.${parts.code}`) },
})

const algeria = page({
  name: 'Algeria',
  code: 'dz',
  capital: 'Algiers (El Djazair); note - the largest city',
  money: 'Algerian dinars (DZD) per US dollar - ++ 79.6',
  people: text('39,542,166 (July 2015 est.)'),
  borders: "Cote d'Ivoire 1,034 km (of which 3 km is disputed, perhaps), Spain (Ceuta) 8 km, Spain (Melilla) 10.5 km",
})
const coast = page({
  name: "Cote d'Ivoire",
  code: 'ci',
  capital: 'Yamoussoukro',
  money: 'francs (XOF) per US dollar',
  people: { text: '23,295,302', note: text('taking AIDS into account (July 2014 est.)') },
  borders: 'Algeria 1,034 km',
})
const spain = page({
  name: 'Spain',
  code: 'es',
  capital: 'Madrid',
  money: 'euros (EUR) per US dollar',
  people: text('48,146,134 (July 2015 est.)'),
})
const gibraltar = page({
  name: 'Gibraltar',
  code: 'gi',
  capital: 'Gibraltar',
  money: 'pounds (GIP)',
  people: text('29,258'),
  dependent: true,
})

const corrections = {
  corrections: { CI: { en: ['Ivory Coast', "Cote d'Ivoire"], zh: ['科特迪瓦', '象牙海岸'] }, ES: { region: 'Europe' } },
  places: {},
  without: [],
  regions: { Africa: { en: ['Africa'], zh: ['非洲'] }, Europe: { en: ['Europe'], zh: ['欧洲'] } },
  currencies: {},
}
const capitals = { DZ: ['阿尔及尔'], CI: ['亚穆苏克罗'], ES: ['马德里'], GI: ['直布罗陀'] }
const pages = () =>
  Object.entries({ 'africa/ag': algeria, 'africa/iv': coast, 'europe/sp': spain, 'europe/gi': gibraltar }).map(
    ([path, sections]) => parseFactbookPage(path, sections),
  )

test('a page gives clean facts: no notes, no parentheses, no HTML', () => {
  const [country, ivory] = pages()
  expect(country).toMatchObject({
    code: 'DZ',
    name: 'Algeria',
    capital: 'Algiers',
    currency: 'DZD',
    region: 'Africa',
    neighbours: ["Cote d'Ivoire", 'Spain'],
    population: 39542166,
    year: 2015,
    dependent: false,
  })
  expect(country!.texts.get('Introduction: Background')).toBe('A long story about a country.')
  expect(ivory).toMatchObject({ population: 23295302, year: 2014 })
})

test('the table has both languages, aliases, and no territories', () => {
  const table = countryTable(pages(), corrections, capitals)
  expect(table.map(row => row.key)).toEqual(['CI', 'DZ', 'ES'])
  const { en, zh } = table[1]!.slots
  expect(en.neighbours!.forms).toEqual(['Ivory Coast and Spain'])
  expect(en.neighbours!.elements!.map(accepted)).toEqual([['Ivory Coast', "Cote d'Ivoire"], ['Spain']])
  expect(zh.neighbours!.forms).toEqual(['科特迪瓦和西班牙'])
  expect(en.currency!.forms).toEqual(['Algerian dinar'])
  expect(zh.currency!.forms).toEqual(['阿尔及利亚第纳尔'])
  expect([en.population!.forms[0], zh.population!.forms[0], en.population!.number]).toEqual([
    '40 million',
    '4000万',
    40_000_000,
  ])
  expect(table[2]!.slots.en).toMatchObject({ region: { forms: ['Europe'] }, currency: { forms: ['euro'] } })
})

test('a fact without a clean value is an error that names the page', () => {
  const strange = parseFactbookPage('africa/xx', {
    ...algeria,
    Geography: { ...algeria.Geography, 'Map references': text('Atlantis') },
  })
  expect(() => countryTable([strange], corrections, capitals)).toThrow(
    /clean region \(found "Atlantis"\) for africa\/xx \(DZ\)/,
  )
  expect(() => countryTable(pages().slice(0, 1), corrections, capitals)).toThrow(/neighbour \(found "Cote d'Ivoire"\)/)
})

test.each([
  [1_367_485_388, '1.4 billion', '14亿'],
  [181_562_056, '180 million', '1.8亿'],
  [99_500_000, '100 million', '1亿'],
  [5_391_539, '5.4 million', '540万'],
  [995_000, '1 million', '100万'],
  [780_971, '780,000', '78万'],
  [9_540, '9,500', '9500'],
  [842, '840', '840'],
])('population %d', (people, en, zh) => {
  expect(populationValue(people, 'en').forms).toEqual([en])
  expect(populationValue(people, 'zh').forms).toEqual([zh])
})

test('a package without pages, or with a page cut short, is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'instar-factbook-'))
  try {
    await expect(readFactbook(folder)).rejects.toThrow(/Expected pages like europe\/fr\.json/)
    await mkdir(join(folder, 'europe'))
    await writeFile(join(folder, 'europe', 'fr.json'), '{"Introduction": {"Backgr')
    await expect(readFactbook(folder)).rejects.toThrow(/^Could not read .*fr\.json: /)
  } finally {
    await rm(folder, { recursive: true })
  }
})
