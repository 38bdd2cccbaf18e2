import { InstarError, msg, type Phrase, usageError } from '../errors/index.ts'
import { random } from '../random/index.ts'

/** How the next token is chosen. Left out, an option does nothing; without any, sampling is greedy. */
export interface SamplingOptions {
  /** Divides the logits; 0 (the default) takes the most likely token. */
  readonly temperature?: number
  /** Keep the k most likely tokens; 0 keeps all. */
  readonly topK?: number
  /** Keep the smallest set of most likely tokens with this share of the probability (Holtzman et al. 2020). */
  readonly topP?: number
  /** Keep tokens at least this times as likely as the most likely one (Nguyen et al. 2024). */
  readonly minP?: number
  /** Divides positive and multiplies negative logits of tokens already in the context (Keskar et al. 2019, CTRL). */
  readonly repetitionPenalty?: number
  /** Subtracted from a logit for each time that its token was generated. */
  readonly frequencyPenalty?: number
  /** Subtracted from a logit once when its token was generated. */
  readonly presencePenalty?: number
  /** Key of the random numbers; equal seeds give equal streams, whatever else is in the batch. */
  readonly seed?: number
}

/** What is chosen from: one stream at one place. */
export interface SamplingPoint {
  /** Index of the stream, part of the random key. */
  readonly stream: number
  /** All tokens so far, those of the prompt first. */
  readonly context: ArrayLike<number>
  /** How many of them are the prompt. */
  readonly promptLength: number
}

/** Chooses a token id from logits [V]; leaves the logits as they are. */
export type Sampler = (logits_V: Float32Array, point: SamplingPoint) => number

const neutral = {
  temperature: 0,
  topK: 0,
  topP: 1,
  minP: 0,
  repetitionPenalty: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  seed: 0,
} as const satisfies Required<SamplingOptions>

const ranges: { readonly [O in keyof typeof neutral]: readonly [ok: (value: number) => boolean, range: Phrase] } = {
  temperature: [value => value >= 0 && value < Infinity, msg`a number of at least 0`],
  topK: [value => Number.isInteger(value) && value >= 0, msg`a whole number of at least 0`],
  topP: [value => value > 0 && value <= 1, msg`above 0 and at most 1`],
  minP: [value => value >= 0 && value <= 1, msg`between 0 and 1`],
  repetitionPenalty: [value => value > 0 && value < Infinity, msg`a number above 0`],
  frequencyPenalty: [value => Number.isFinite(value), msg`a number`],
  presencePenalty: [value => Number.isFinite(value), msg`a number`],
  seed: [value => Number.isInteger(value), msg`a whole number`],
}

function filled(options: SamplingOptions): Required<SamplingOptions> {
  const result: Record<string, number> = { ...neutral }
  for (const name of Object.keys(neutral) as (keyof typeof neutral)[]) {
    const value = options[name]
    if (value === undefined) continue
    const [ok, range] = ranges[name]
    if (!ok(value)) throw usageError(msg`Expected ${name} to be ${range}, but found ${value}`)
    result[name] = value
  }
  return result as unknown as Required<SamplingOptions>
}

/** Whether these options always take the argmax of the logits as they come, so that a graph can do it. */
export function isGreedy(options: SamplingOptions): boolean {
  const { temperature, repetitionPenalty, frequencyPenalty, presencePenalty } = filled(options)
  return temperature === 0 && repetitionPenalty === 1 && frequencyPenalty === 0 && presencePenalty === 0
}

/**
 * A sampler: penalties, then temperature, top-k, top-p and min-p (the order of Hugging Face's processors), then one draw
 * keyed by (seed, stream, position).
 *
 * @throws InstarError (usage) for an option out of range; InstarError at the choice where a logit is not a number.
 */
export function sampler(options: SamplingOptions = {}): Sampler {
  const settings = filled(options)
  const penalised = withPenalties(settings)
  if (settings.temperature === 0) return (logits_V, point) => argMax(penalised(logits_V, point))
  return (logits_V, point) => {
    const logits = penalised(logits_V, point)
    const best = logits[argMax(logits)]!
    const weights = logits.map(logit => Math.exp((logit - best) / settings.temperature))
    const candidates = likeliest(weights, settings)
    const total = candidates.reduce((sum, id) => sum + weights[id]!, 0)
    const key = ['generate', settings.seed, point.stream, point.context.length] as const
    let left = random(...key).next() * total
    for (const id of candidates) {
      left -= weights[id]!
      if (left < 0) return id
    }
    return candidates[0]!
  }
}

/**
 * The id of the largest logit, the smallest id among equals.
 *
 * @throws InstarError where no logit is finite or one is NaN.
 */
export function argMax(logits_V: Float32Array): number {
  let best = 0
  for (let id = 0; id < logits_V.length; id++) {
    const logit = logits_V[id]!
    if (logit > logits_V[best]!) best = id
    else if (Number.isNaN(logit))
      throw new InstarError(msg`Expected logits to sample from, but that of token ${id} is NaN`)
  }
  if (!Number.isFinite(logits_V[best]))
    throw new InstarError(msg`Expected a finite largest logit, but found ${logits_V[best]} of ${logits_V.length}`)
  return best
}

function withPenalties(settings: Required<SamplingOptions>) {
  const { repetitionPenalty, frequencyPenalty, presencePenalty } = settings
  if (repetitionPenalty === 1 && frequencyPenalty === 0 && presencePenalty === 0)
    return (logits_V: Float32Array) => logits_V
  return (logits_V: Float32Array, { context, promptLength }: SamplingPoint) => {
    const logits = logits_V.slice()
    const generated = new Map<number, number>()
    for (let i = 0; i < context.length; i++)
      generated.set(context[i]!, (generated.get(context[i]!) ?? 0) + (i < promptLength ? 0 : 1))
    for (const [id, count] of generated) {
      const logit = logits[id]!
      const repeated = logit > 0 ? logit / repetitionPenalty : logit * repetitionPenalty
      logits[id] = repeated - count * frequencyPenalty - (count > 0 ? presencePenalty : 0)
    }
    return logits
  }
}

/** The ids that stay after top-k, top-p (of the mass that top-k left) and min-p. */
function likeliest(weights: Float32Array, { topK, topP, minP }: Required<SamplingOptions>): number[] {
  const kept: number[] = []
  if (topK === 0 && topP === 1) {
    // The likeliest token has weight 1, so min-p is a plain threshold; tokens of weight 0 cannot be drawn.
    for (let id = 0; id < weights.length; id++) if (weights[id]! > 0 && weights[id]! >= minP) kept.push(id)
    return kept
  }
  const largest = topK === 0 ? largestFirst(weights) : [...largestFirst(weights).take(topK)]
  const mass = Array.isArray(largest)
    ? largest.reduce((sum, id) => sum + weights[id]!, 0)
    : weights.reduce((sum, weight) => sum + weight, 0)
  let reached = 0
  for (const id of largest) {
    if (kept.length > 0 && (reached >= topP * mass || weights[id]! < minP || weights[id] === 0)) break
    kept.push(id)
    reached += weights[id]!
  }
  return kept
}

/** Ids by falling weight, the smaller id first among equals. A heap: the first k cost V + k log V, not a sort of all. */
function* largestFirst(weights: Float32Array): Generator<number, undefined> {
  const heap = Int32Array.from(weights.keys())
  let size = heap.length
  const before = (a: number, b: number) => weights[a]! > weights[b]! || (weights[a]! === weights[b]! && a < b)
  const sink = (at: number) => {
    const id = heap[at]!
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, id)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = id
  }
  for (let at = (size >> 1) - 1; at >= 0; at--) sink(at)
  while (size > 0) {
    yield heap[0]!
    heap[0] = heap[--size]!
    sink(0)
  }
}
