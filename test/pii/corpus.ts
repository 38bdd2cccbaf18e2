import type { Language } from '../../src/data/index.ts'
import type { PersonalDataKind } from '../../src/data/pii/index.ts'
import { type Random, random } from '../../src/random/index.ts'
import { carriers } from './carriers.ts'
import type { Maker } from './draw.ts'
import { lookAlikes } from './look-alikes.ts'
import { neutralWordings, type PlantList, plants } from './plants.ts'

/** The rules were written looking at `tuning`; `held-out` has other sentences, other ways of writing and other carriers. */
export type Half = 'tuning' | 'held-out'

export interface Mark {
  readonly kind: PersonalDataKind
  readonly start: number
  readonly end: number
}

/** A carrier with what was put into it. */
export interface PlantedText {
  readonly language: Language
  readonly text: string
  readonly plants: readonly Mark[]
  readonly lookAlikes: readonly { readonly name: string; readonly start: number; readonly end: number }[]
}

/** Plants of one kind in one language. */
const plantsEach = 44

type Item = { readonly before: string; readonly value: string; readonly after: string } & (
  | { readonly kind: PersonalDataKind }
  | { readonly name: string }
)

const languages: readonly Language[] = ['en', 'zh']

/** Every plant, and as many look-alikes, two or three to a carrier. Without real texts, carriers are used again and again. */
export function plantedTexts(half: Half): PlantedText[] {
  return languages.flatMap(language => {
    const draw = random('personal data', half, language)
    const planted = Object.entries(plants).flatMap(([kind, family]) =>
      plantItems(kind as PersonalDataKind, family[language], language, half, draw),
    )
    const items = draw.shuffle([...planted, ...lookAlikeItems(language, half, planted.length, draw)])
    const texts = draw.shuffle(carrierTexts(language, half))
    const result: PlantedText[] = []
    for (let at = 0; at < items.length; ) {
      const some = items.slice(at, at + 2 + draw.integer(2))
      at += some.length
      result.push(carrying(texts[result.length % texts.length]!, some, language, draw))
    }
    return result
  })
}

/** The carriers of a half, with nothing in them. */
export function bareTexts(half: Half): string[] {
  return languages.flatMap(language => carrierTexts(language, half))
}

function carrierTexts(language: Language, half: Half): string[] {
  const all = carriers().filter(carrier => carrier.language === language)
  const texts = (of: Half) => halfOf(all, 'carriers', of).map(({ text }) => text)
  if (half === 'tuning') return texts('tuning')
  const other = new Set(texts('tuning')) // some short ones occur twice
  return texts('held-out').filter(text => !other.has(text))
}

/** Half of a list, by hash; of lists with one entry, both halves have it. */
function halfOf<T>(list: readonly T[], name: string, half: Half): readonly T[] {
  if (list.length < 2) return list
  const shuffled = random('personal data', name).shuffle(list)
  const middle = Math.ceil(list.length / 2)
  return half === 'tuning' ? shuffled.slice(0, middle) : shuffled.slice(middle)
}

function plantItems(kind: PersonalDataKind, list: PlantList, language: Language, half: Half, draw: Random): Item[] {
  const pairs = [
    { formats: list.formats, wordings: list.wordings },
    { formats: list.complete ?? {}, wordings: neutralWordings[language] },
  ]
    .map(({ formats, wordings }, i) => ({
      formats: halfOf(Object.entries(formats), `${kind} ${language} formats ${i}`, half),
      wordings: halfOf(wordings, `${kind} ${language} wordings ${i}`, half),
    }))
    .filter(({ formats, wordings }) => formats.length > 0 && wordings.length > 0)
  const ways = pairs.flatMap(({ formats, wordings }) => formats.map(([, make]) => ({ make, wordings })))
  return Array.from({ length: plantsEach }, (_, i) => {
    const { make, wordings } = ways[i % ways.length]!
    return { kind, ...worded(draw.pick(wordings), make, draw) }
  })
}

function lookAlikeItems(language: Language, half: Half, count: number, draw: Random): Item[] {
  const ways = lookAlikes.flatMap(({ name, make, wordings }) => {
    const sentences = halfOf(wordings[language] ?? [], `${name} ${language}`, half)
    return sentences.length > 0 ? [{ name, make, sentences }] : []
  })
  return Array.from({ length: count }, (_, i) => {
    const { name, make, sentences } = ways[i % ways.length]!
    return { name, ...worded(draw.pick(sentences), make, draw) }
  })
}

/** A sentence with a value in it. Where only a part of the value is personal, it stands in ⟦ ⟧. */
function worded(wording: string, make: Maker, draw: Random): { before: string; value: string; after: string } {
  const [before, after] = wording.split('{}') as [string, string]
  const made = make(draw)
  const [left, value, right] = made.includes('⟦') ? (made.split(/[⟦⟧]/) as [string, string, string]) : ['', made, '']
  return { before: before + left, value, after: right + after }
}

/** The carrier with the items between its sentences, or as lines of their own. */
function carrying(carrier: string, items: readonly Item[], language: Language, draw: Random): PlantedText {
  const sentences = carrier.match(/[^.!?。！？\n]+[.!?。！？\n]*\s*/g) ?? [carrier]
  const places = items.map(() => draw.integer(sentences.length + 1))
  const result = {
    language,
    text: '',
    plants: [] as Mark[],
    lookAlikes: [] as { name: string; start: number; end: number }[],
  }
  for (let i = 0; i <= sentences.length; i++) {
    for (const [index, item] of items.entries()) {
      if (places[index] !== i) continue
      const line = draw.integer(2) === 0
      if (result.text !== '' && !/\s$/.test(result.text)) result.text += line ? '\n' : language === 'en' ? ' ' : ''
      if (glued(result.text, item.before + item.value)) result.text += '\n'
      const start = result.text.length + item.before.length
      const mark = { start, end: start + item.value.length }
      if ('kind' in item) result.plants.push({ kind: item.kind, ...mark })
      else result.lookAlikes.push({ name: item.name, ...mark })
      result.text += item.before + item.value + item.after + (line ? '\n' : language === 'en' ? ' ' : '')
    }
    const next = sentences[i] ?? ''
    result.text += glued(result.text, next) ? `\n${next}` : next
  }
  return result
}

/** Whether two texts, one behind the other, would make one number or word of their ends. */
function glued(before: string, after: string): boolean {
  const alphanumeric = /^[\w\uFF10-\uFF5A.(+-]/
  return alphanumeric.test(before.at(-1) ?? ' ') && alphanumeric.test(after)
}
