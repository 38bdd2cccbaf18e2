import { expect, test } from 'vitest'
import { random } from '../../random/index.ts'
import { type Draw, draw, type SamplerMaterial, samplerOptions } from './samplers.ts'

const material: SamplerMaterial = {
  words: ['apple', 'pear', 'kitten', 'lamp'],
  syllables: {
    en: {
      persons: ['{a}{b}'],
      things: ['{a} {b}'],
      countries: ['{a}land'],
      lists: { a: ['Fin', 'Zor'], b: ['ga', 'bo'] },
    },
    zh: { persons: ['{a}{b}'], things: ['{b}{a}'], countries: ['{a}兰'], lists: { a: ['芬', '佐'], b: ['加', '博'] } },
  },
  real: new Set(['finland', '芬兰', 'zorga']),
}

function draws(options: object, language: 'en' | 'zh' = 'en'): Draw[] {
  const parsed = samplerOptions.parse(options)
  return Array.from({ length: 500 }, (_, i) => draw(parsed, language, material, random('test', i)))
}
const form = (drawn: Draw, slot: string) => drawn.slots[slot]!.forms[0]!

test('integers have the digits asked for, and their pair is one key in either order', () => {
  const all = draws({ type: 'integers', digits: { 2: 1, 3: 1 }, descending: 1 })
  for (const one of all) {
    expect(form(one, 'a')).toMatch(/^[1-9]\d{1,2}$/)
    expect(Number(form(one, 'a'))).toBeGreaterThanOrEqual(Number(form(one, 'b')))
    expect(one.key).toBe(`${form(one, 'b')} ${form(one, 'a')}`)
  }
  expect(new Set(all.map(one => form(one, 'a').length))).toEqual(new Set([2, 3]))
})

test('decimals differ, never end in 0, and are often of the kind 9.11 and 9.9', () => {
  const all = draws({ type: 'decimals' })
  let tricky = 0
  for (const one of all) {
    const [a, b] = [form(one, 'a'), form(one, 'b')]
    expect(Number(a)).not.toBe(Number(b))
    expect(`${a} ${b}`).not.toMatch(/0( |$)/)
    const [larger, smaller] = Number(a) > Number(b) ? [a, b] : [b, a]
    expect(one.key).toBe(`${larger} ${smaller}`)
    if (larger.length < smaller.length && larger.split('.')[0] === smaller.split('.')[0]) tricky += 1
  }
  expect(tricky).toBeGreaterThan(50)
  expect(new Set(all.map(one => Number(form(one, 'a')) > Number(form(one, 'b')))).size).toBe(2)
})

test('letters are mostly in their word; real words and strings of letters come both', () => {
  const all = draws({ type: 'letters', capitals: 0.2 })
  const inside = all.filter(one => form(one, 'word').toLowerCase().includes(form(one, 'letter').toLowerCase()))
  expect(inside.length).toBeGreaterThan(430)
  expect(inside.length).toBeLessThan(all.length)
  const known = all.filter(one => material.words.includes(one.key))
  expect(known.length).toBeGreaterThan(250)
  expect(known.length).toBeLessThan(450)
  expect(all.some(one => /[A-Z]/.test(form(one, 'letter')))).toBe(true)
  for (const one of all) expect(one.key).toBe(form(one, 'word').toLowerCase())
})

test('nothing invented is real', () => {
  expect(new Set(draws({ type: 'persons' }).map(one => form(one, 'name')))).toEqual(
    new Set(['Finga', 'Finbo', 'Zorbo']),
  )
  expect(new Set(draws({ type: 'countries' }).map(one => form(one, 'country')))).toEqual(new Set(['Zorland']))
  expect(new Set(draws({ type: 'countries' }, 'zh').map(one => form(one, 'country')))).toEqual(new Set(['佐兰']))
})

test('an unknown sampler or option is refused', () => {
  expect(samplerOptions.safeParse({ type: 'fractions' }).success).toBe(false)
  expect(samplerOptions.safeParse({ type: 'letters', absnt: 1 }).success).toBe(false)
})
