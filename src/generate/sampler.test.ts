import { describe, expect, test } from 'vitest'
import { random } from '../random/index.ts'
import { argMax, isGreedy, type SamplingOptions, sampler } from './sampler.ts'

const size = 50
const stream = random('test', 'logits')
const logits = Float32Array.from({ length: size }, () => 2 * stream.normal())
const at = (place: number, index = 0) => ({ stream: index, context: new Int32Array(place), promptLength: place })
const context = [3, 3, 7, 7, 7]

/** How often each id is drawn in n draws. */
function draws(options: SamplingOptions, n = 20_000, values = logits): Float64Array {
  const sample = sampler(options)
  const counts = new Float64Array(values.length)
  for (let i = 0; i < n; i++) counts[sample(values, at(i))]! += 1 / n
  return counts
}

/** The plain definition: sort, cut, renormalise. */
function expected({ temperature = 1, topK = 0, topP = 1, minP = 0 }: SamplingOptions): Float64Array {
  const weights = [...logits].map((logit, id) => ({ id, weight: Math.exp(logit / temperature) }))
  let kept = weights.sort((a, b) => b.weight - a.weight)
  if (topK > 0) kept = kept.slice(0, topK)
  const mass = kept.reduce((sum, { weight }) => sum + weight, 0)
  let reached = 0
  kept = kept.filter(({ weight }) => {
    const keep = reached < topP * mass && weight >= minP * kept[0]!.weight
    reached += weight
    return keep
  })
  const total = kept.reduce((sum, { weight }) => sum + weight, 0)
  const shares = new Float64Array(size)
  for (const { id, weight } of kept) shares[id] = weight / total
  return shares
}

const conformance: readonly (readonly [string, SamplingOptions])[] = [
  ['temperature 1', { temperature: 1 }],
  ['temperature 0.5', { temperature: 0.5 }],
  ['temperature 3', { temperature: 3 }],
  ['top-k', { temperature: 1, topK: 5 }],
  ['top-k of one', { temperature: 1, topK: 1 }],
  ['top-k beyond the vocabulary', { temperature: 1, topK: 500 }],
  ['top-p', { temperature: 1, topP: 0.7 }],
  ['a tiny top-p', { temperature: 1, topP: 1e-6 }],
  ['min-p', { temperature: 1, minP: 0.1 }],
  ['top-k and top-p', { temperature: 1.5, topK: 10, topP: 0.8 }],
  ['top-p and min-p', { temperature: 1.5, topP: 0.9, minP: 0.05 }],
  ['all three', { temperature: 2, topK: 20, topP: 0.9, minP: 0.2 }],
]

describe.each(conformance)('%s', (_, options) => {
  test('draws what the definition says, and nothing that it excludes', () => {
    const counts = draws(options)
    const shares = expected(options)
    for (let id = 0; id < size; id++) {
      if (shares[id] === 0) expect(counts[id]).toBe(0)
      // Five standard deviations of a count.
      else expect(Math.abs(counts[id]! - shares[id]!)).toBeLessThan(5 * Math.sqrt(shares[id]! / 20_000))
    }
  })

  test('is a pure function of seed, stream and place', () => {
    const all = (seed: number, index: number) =>
      Array.from({ length: 100 }, (_, place) => sampler({ ...options, seed })(logits, at(place, index)))
    expect(all(1, 0)).toEqual(all(1, 0))
    if (expected(options).filter(share => share > 0).length > 1) {
      expect(all(1, 0)).not.toEqual(all(2, 0))
      expect(all(1, 0)).not.toEqual(all(1, 1))
    }
  })

  test('leaves the logits alone and does not mind a shift', () => {
    const copy = logits.slice()
    const shifted = logits.map(logit => logit + 2)
    for (let i = 0; i < 50; i++) {
      const chosen = sampler({ ...options, repetitionPenalty: 1.5 })(logits, { ...at(i), context, promptLength: 2 })
      expect(chosen).toBeLessThan(size)
      expect(sampler(options)(shifted, at(i))).toBe(sampler(options)(logits, at(i)))
    }
    expect(logits).toEqual(copy)
  })
})

describe('penalties', () => {
  const values = Float32Array.from([0, 0, 0, 2, 0, 0, 0, 1.5, -1, 1.2])
  const choose = (options: SamplingOptions, promptLength: number, of: readonly number[] = context, from = values) =>
    sampler(options)(from, { stream: 0, context: of, promptLength })

  test('none: the largest', () => expect(choose({}, 2)).toBe(3))
  test('repetition counts the prompt: 2 / 2 falls below 1.2, and so does 1.5 / 2', () => {
    expect(choose({ repetitionPenalty: 2 }, 5)).toBe(9)
    expect(choose({ repetitionPenalty: 1.2 }, 5)).toBe(3)
  })
  test('repetition pushes negative logits down', () => {
    expect(choose({ repetitionPenalty: 3 }, 1, [0], Float32Array.from([-1, -2]))).toBe(1)
    expect(choose({ repetitionPenalty: 1.5 }, 1, [0], Float32Array.from([-1, -2]))).toBe(0)
  })
  test('frequency counts each generated token, presence only whether', () => {
    // Generated: 3 once, 7 three times when the prompt is the first token.
    expect(choose({ frequencyPenalty: 0.4 }, 1)).toBe(3)
    expect(choose({ frequencyPenalty: 0.9 }, 1)).toBe(9)
    expect(choose({ presencePenalty: 0.4 }, 1)).toBe(3)
    expect(choose({ presencePenalty: 0.9 }, 1)).toBe(9)
    expect(choose({ frequencyPenalty: 9, presencePenalty: 9 }, 5)).toBe(3)
  })
  test('only sampling without penalties is the plain argmax', () => {
    expect(isGreedy({})).toBe(true)
    expect(isGreedy({ topK: 5, seed: 3 })).toBe(true)
    expect(isGreedy({ temperature: 0.1 })).toBe(false)
    expect(isGreedy({ repetitionPenalty: 1.1 })).toBe(false)
  })
})

describe('edges', () => {
  test('ties go to the smaller id', () => {
    expect(argMax(Float32Array.from([1, 3, 3]))).toBe(1)
    expect(sampler({ temperature: 1, topK: 1 })(Float32Array.from([1, 3, 3]), at(0))).toBe(1)
  })
  test('impossible tokens are never drawn', () => {
    const values = Float32Array.from([Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY])
    for (const options of [{}, { temperature: 1 }, { temperature: 9, topK: 3 }, { temperature: 9, topP: 0.999 }])
      for (let i = 0; i < 30; i++) expect(sampler(options)(values, at(i))).toBe(1)
  })
  test('logits that are not numbers are an error, not a token', () => {
    expect(() => sampler({ temperature: 1 })(Float32Array.from([0, Number.NaN]), at(0))).toThrow('token 1 is NaN')
    expect(() => sampler()(new Float32Array(3).fill(Number.NEGATIVE_INFINITY), at(0))).toThrow('found -Infinity of 3')
  })
  test.each([
    [{ temperature: -1 }, 'temperature to be a number of at least 0, but found -1'],
    [{ topK: 1.5 }, 'topK to be a whole number of at least 0, but found 1.5'],
    [{ topP: 0 }, 'topP to be above 0 and at most 1, but found 0'],
    [{ minP: 2 }, 'minP to be between 0 and 1, but found 2'],
    [{ repetitionPenalty: 0 }, 'repetitionPenalty to be a number above 0, but found 0'],
    [{ seed: Number.NaN }, 'seed to be a whole number, but found NaN'],
  ])('%o is wrong usage', (options, message) => {
    expect(() => sampler(options)).toThrow(message)
  })
})
