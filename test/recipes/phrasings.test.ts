import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { countReadings, expandPhrase, type Fragments, type Phrase, slotsOf } from '../../src/data/synthesis/grammar.ts'
import { parseFrames, parsePhrasing } from '../../src/data/synthesis/phrasing.ts'
import { random } from '../../src/random/index.ts'

const folder = fileURLToPath(new URL('../../recipes/tutor/phrasings/', import.meta.url))
const files = readdirSync(folder).sort()
const read = (file: string) => readFileSync(folder + file, 'utf8')
const frameFiles = files.filter(file => file.startsWith('frames.'))
const phrasings = files
  .filter(file => !frameFiles.includes(file))
  .map(file => ({ file, phrasing: parsePhrasing(read(file), file) }))

const WORDS = Array.from({ length: 9 }, (_, i) => `w${i + 1}`)
/** The slots of each kind: those of its questions and, after them, those that only an answer may use. */
const SLOTS: Readonly<Record<string, readonly [asked: readonly string[], answered: readonly string[]]>> = {
  capital: [['country'], ['capital']],
  currency: [['country'], ['currency']],
  region: [['country'], ['region']],
  neighbours: [['country'], ['neighbours']],
  population: [['country'], ['population', 'year']],
  sum: [['a', 'b'], ['sum']],
  difference: [['a', 'b'], ['difference']],
  'difference-apart': [['a', 'b'], ['difference']],
  letters: [['word', 'letter'], ['count']],
  decimals: [['a', 'b'], ['larger']],
  'decimals-smaller': [['a', 'b'], ['smaller']],
  'unknown-name': [['name'], []],
  'unknown-thing': [['name'], []],
  'unknown-country': [['country'], []],
  'unknown-topic': [WORDS, []],
}
/** Kinds whose every question must name what it asks about. */
const named = Object.keys(SLOTS).filter(kind => kind !== 'unknown-topic')

test('every kind speaks both languages', () => {
  const kinds = (language: string) =>
    files.filter(file => file.endsWith(`.${language}.yaml`)).map(file => file.split('.')[0])
  expect(kinds('zh')).toEqual(kinds('en'))
  expect(files.every(file => /^[a-z-]+\.(en|zh)\.yaml$/.test(file))).toBe(true)
})

describe.each(phrasings)('$file', ({ file, phrasing }) => {
  const { kind, language, fragments, ask, heldOut, answer, answerNone, code } = phrasing

  test('is named after its kind and language', () => {
    expect(`${kind}.${language}.yaml`).toBe(file)
  })

  test('has many wordings, some of them held out, and few answers', () => {
    const small = kind.startsWith('smalltalk-')
    expect(ask.length).toBeGreaterThanOrEqual(small ? 8 : 40)
    expect(ask.reduce((sum, phrase) => sum + countReadings(phrase, fragments), 0)).toBeGreaterThanOrEqual(40)
    expect(heldOut.length).toBeGreaterThanOrEqual(small ? 3 : 12)
    expect(answer.length).toBeLessThanOrEqual(3)
    expect(code.length).toBe(/^(sum|difference|letters|decimals)/.test(kind) ? 1 : 0)
  })

  test('uses the slots of its kind, in every question', () => {
    const [asked, answered] = SLOTS[kind] ?? [[], []]
    for (const phrase of [...ask, ...heldOut, ...code]) {
      const slots = [...slotsOf(phrase, fragments)]
      expect(asked).toEqual(expect.arrayContaining(slots))
      if (named.includes(kind)) expect(slots.toSorted()).toEqual(asked.toSorted())
    }
    for (const phrase of [...answer, ...answerNone])
      expect([...asked, ...answered]).toEqual(expect.arrayContaining([...slotsOf(phrase, fragments)]))
    expect([...new Set(answer.flatMap(phrase => [...slotsOf(phrase, fragments)]))]).toEqual(
      expect.arrayContaining([...answered]),
    )
  })

  test('uses every fragment', () => {
    const used = new Set([...ask, ...heldOut, ...answer].flatMap(phrase => [...fragmentsOf(phrase, fragments)]))
    expect([...fragments.keys()].filter(name => !used.has(name))).toEqual([])
  })

  test('asks no held-out wording in training', () => {
    const known = ask.map(phrase => new RegExp(`^${patternOf(phrase, fragments)}$`, 'iu'))
    const readings = heldOut.flatMap(phrase =>
      Array.from({ length: 50 }, (_, i) => readingOf(phrase, fragments, random('held out', kind, language, i))),
    )
    expect(readings.filter(reading => known.some(pattern => pattern.test(reading)))).toEqual([])
  })
})

describe.each(frameFiles)('%s', file => {
  const { frames, heldOutFrames, openings, closings, fragments } = parseFrames(read(file), file)

  test('has many frames around one question', () => {
    expect(frames.length).toBeGreaterThanOrEqual(40)
    expect(heldOutFrames.length).toBeGreaterThanOrEqual(10)
    for (const frame of [...frames, ...heldOutFrames]) expect([...slotsOf(frame, fragments)]).toEqual(['q'])
    for (const phrase of [...openings, ...closings]) expect(slotsOf(phrase, fragments).size).toBe(0)
  })

  test('keeps the held-out frames out of training', () => {
    const known = frames.map(phrase => new RegExp(`^${patternOf(phrase, fragments)}$`, 'iu'))
    const readings = heldOutFrames.map(phrase => readingOf(phrase, fragments, random('held-out frames')))
    expect(readings.filter(reading => known.some(pattern => pattern.test(reading)))).toEqual([])
  })
})

/** A regular expression for all readings of a phrase; marks at the end and case do not make another wording. */
function patternOf(phrase: Phrase, fragments: Fragments, inner = false): string {
  const any = (phrases: readonly Phrase[]) => `(?:${phrases.map(one => patternOf(one, fragments, true)).join('|')})`
  const pattern = phrase.map(part => {
    if (part.type === 'choice') return any(part.alternatives)
    if (part.type === 'fragment') return any(fragments.get(part.name)!)
    return (part.type === 'slot' ? `{${part.name}}` : part.text).replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  })
  return inner ? pattern.join('') : `${pattern.join('')}[\\s.?!。？！…~]*`
}

function readingOf(phrase: Phrase, fragments: Fragments, stream: ReturnType<typeof random>): string {
  return expandPhrase(phrase, fragments, stream)
    .map(piece => ('text' in piece ? piece.text : `{${piece.slot}}`))
    .join('')
    .replace(/[\s.?!。？！…~]+$/u, '')
}

function fragmentsOf(phrase: Phrase, fragments: Fragments): Set<string> {
  const names = new Set<string>()
  const visit = (parts: Phrase): void => {
    for (const part of parts) {
      if (part.type === 'choice') part.alternatives.forEach(visit)
      if (part.type === 'fragment' && !names.has(part.name)) {
        names.add(part.name)
        fragments.get(part.name)!.forEach(visit)
      }
    }
  }
  visit(phrase)
  return names
}
