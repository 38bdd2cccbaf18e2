import type { ChatModel } from './model.ts'
import { ownToken } from './programs.ts'
import { isGreedy, type SamplingOptions, sampler } from './sampler.ts'

export interface GenerateOptions extends SamplingOptions {
  /** The most tokens that a stream generates; by default as many as the context holds. */
  readonly maxTokens?: number
  /** Ids that end a stream; by default the model's. */
  readonly stop?: readonly number[]
  /** The most streams that are decoded at once (default 64); further prompts take the place of finished ones. */
  readonly streams?: number
  readonly signal?: AbortSignal
}

/** Why a stream ended: at a stop token, because the context is full, or because `maxTokens` were generated. */
export type EndReason = 'stop' | 'length' | 'maxTokens'

export type GenerateEvent =
  | { readonly type: 'token'; readonly stream: number; readonly token: number }
  | { readonly type: 'end'; readonly stream: number; readonly reason: EndReason }

/** Called at a stop token: the whole context to go on from, or nothing if the stream is over. */
export type Proceed = (stream: number) => Promise<Int32Array | undefined>

/** What became of a stream at a stop token. */
type Outcome = { readonly context: Int32Array | undefined } | { readonly thrown: unknown }

/** A place in the batch and the stream that has it, from one context on. */
interface Slot {
  readonly stream: number
  /** All tokens that are known. */
  readonly context: number[]
  readonly promptLength: number
  /** How many tokens may follow the prompt. */
  readonly tokensLeft: number
  /** The length at which the context is full. */
  readonly limit: number
  /** How many places were fed, also those of steps that are not done yet: it may be ahead of what is known. */
  fed: number
  /** Set from a stop token on, until the stream is known to go on or to be over. */
  waiting: { readonly settled: Promise<void>; outcome?: Outcome } | undefined
}

/** A step that was asked for, and what it feeds for each slot. */
interface Step {
  readonly output: Promise<Int32Array | Float32Array>
  readonly fed: readonly ({ readonly slot: Slot; readonly position: number } | undefined)[]
}

/**
 * Decodes one stream per prompt, up to `streams` of them at once. Every step feeds one token of each: the next one of
 * its prompt, or the one just sampled; so streams of any length enter and leave side by side (continuous batching, Yu et
 * al. 2022, "Orca"). A prompt that leaves no room ends with 'length' at once.
 *
 * @throws the signal's reason; InstarError as the sampler and the device do.
 */
export async function* generate(
  model: ChatModel,
  prompts: readonly ArrayLike<number>[],
  options: GenerateOptions = {},
  proceed?: Proceed,
): AsyncGenerator<GenerateEvent, void> {
  const { contextLength, vocabularySize } = model.config
  const { maxTokens = contextLength, signal } = options
  const stop = new Set(options.stop ?? model.stop)
  const greedy = isGreedy(options)
  const sample = sampler(options)
  using _turn = await model.exclusively()

  const width = Math.max(1, Math.min(prompts.length, options.streams ?? 64))
  // Only ids that stay on the device let a step begin before the one before it is known here.
  const lookahead = greedy ? (width === 1 ? 4 : 2) : 1
  const slots: (Slot | undefined)[] = Array.from({ length: width }, () => undefined)
  const steps: Step[] = []
  let next = 0
  await model.programs.prepare(width)

  /** Asks for a step of all streams that have something to feed; says whether any has. */
  const beginStep = (): boolean => {
    const fed = slots.map(slot => {
      if (!slot || slot.waiting || slot.fed + 1 >= slot.limit) return undefined
      return slot.fed < slot.context.length || greedy ? { slot, position: slot.fed++ } : undefined
    })
    if (fed.every(each => each === undefined)) return false
    const feeds = {
      tokens_B: Int32Array.from(fed, each => (each ? (each.slot.context[each.position] ?? ownToken) : 0)),
      // A waiting stream is fed something too, but after all that it may keep.
      positions_B: Int32Array.from(
        fed,
        (each, place) => each?.position ?? Math.min(slots[place]?.fed ?? 0, contextLength - 1),
      ),
    }
    const output = greedy ? model.programs.likeliest(feeds) : model.programs.logits(feeds)
    output.catch(() => {}) // whoever awaits it hears of it; nobody does once the generator is left
    steps.push({ output, fed })
    return true
  }

  for (;;) {
    signal?.throwIfAborted()
    for (let place = 0; place < width; place++) {
      const settled = settle(slots[place], contextLength)
      if (typeof settled === 'string') yield { type: 'end', stream: slots[place]!.stream, reason: settled }
      if (settled) slots[place] = typeof settled === 'string' ? undefined : settled
      while (slots[place] === undefined && next < prompts.length) {
        const slot = newSlot(next, prompts[next]!, maxTokens, contextLength)
        next += 1
        if (slot.promptLength > 0 && slot.promptLength < slot.limit) slots[place] = slot
        else yield { type: 'end', stream: slot.stream, reason: maxTokens > 0 ? 'length' : 'maxTokens' }
      }
    }
    while (steps.length < lookahead && beginStep());
    const step = steps.shift()
    if (step === undefined) {
      const waiting = slots.flatMap(slot => (slot?.waiting ? [slot.waiting.settled] : []))
      if (waiting.length === 0) return
      await Promise.race(waiting)
      continue
    }

    const output = await step.output
    for (const [place, fed] of step.fed.entries()) {
      // A stream that ended or stopped while this step was under way has no use for it.
      if (!fed || fed.slot !== slots[place] || fed.slot.waiting) continue
      const { slot } = fed
      if (fed.position + 1 < slot.context.length) continue
      const token = greedy
        ? output[place]!
        : sample((output as Float32Array).subarray(place * vocabularySize, (place + 1) * vocabularySize), slot)
      slot.context.push(token)
      yield { type: 'token', stream: slot.stream, token }
      const isFull = slot.context.length >= slot.limit
      if (stop.has(token) && proceed && !isFull) slot.waiting = outcomeOf(proceed(slot.stream))
      else if (stop.has(token) || isFull) {
        slots[place] = undefined
        const reason = slot.limit === contextLength ? 'length' : 'maxTokens'
        yield { type: 'end', stream: slot.stream, reason: stop.has(token) ? 'stop' : reason }
      }
    }
  }
}

function newSlot(stream: number, prompt: ArrayLike<number>, tokensLeft: number, contextLength: number): Slot {
  const limit = Math.min(contextLength, prompt.length + tokensLeft)
  return {
    stream,
    context: Array.from(prompt),
    promptLength: prompt.length,
    tokensLeft,
    limit,
    fed: 0,
    waiting: undefined,
  }
}

function outcomeOf(proceeding: Promise<Int32Array | undefined>): NonNullable<Slot['waiting']> {
  const waiting: { settled: Promise<void>; outcome?: Outcome } = {
    settled: proceeding.then(
      context => {
        waiting.outcome = { context }
      },
      thrown => {
        waiting.outcome = { thrown }
      },
    ),
  }
  return waiting
}

/** Takes up what a waiting stream waited for: a reason if it is over, else the stream as it goes on. */
function settle(slot: Slot | undefined, contextLength: number): EndReason | Slot | undefined {
  const outcome = slot?.waiting?.outcome
  if (!slot || !outcome) return undefined
  if ('thrown' in outcome) throw outcome.thrown
  const { context } = outcome
  if (context === undefined) return 'stop'
  if (context.length >= contextLength) return 'length'
  const next = newSlot(slot.stream, context, slot.tokensLeft - (slot.context.length - slot.promptLength), contextLength)
  // What the cache shares with the new context stays; the rest is fed, over what stood there. Steps that are still under
  // way came before: they belong to the old slot and nobody looks at them.
  while (next.fed < Math.min(slot.context.length, context.length) - 1 && context[next.fed] === slot.context[next.fed])
    next.fed++
  return next
}
