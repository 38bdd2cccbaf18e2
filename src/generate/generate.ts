import type { ChatModel } from './model.ts'
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

/** A place in the batch and the stream that has it. */
interface Slot {
  readonly stream: number
  context: number[]
  promptLength: number
  /** How many tokens of the context are in the cache. */
  fed: number
  generated: number
  /** Set from a stop token on, until the stream is known to go on or to be over. */
  waiting: { readonly settled: Promise<void>; outcome?: Outcome } | undefined
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
  const slots: (Slot | undefined)[] = Array.from({ length: width }, () => undefined)
  const tokens_B = new Int32Array(width)
  const positions_B = new Int32Array(width)
  let next = 0
  await model.programs.prepare(width)

  for (;;) {
    signal?.throwIfAborted()
    for (let place = 0; place < width; place++) {
      const reason = settle(slots[place], contextLength)
      if (reason) {
        yield { type: 'end', stream: slots[place]!.stream, reason }
        slots[place] = undefined
      }
      while (slots[place] === undefined && next < prompts.length) {
        const slot = newSlot(next, prompts[next]!)
        next += 1
        if (slot.promptLength > 0 && slot.promptLength < contextLength && maxTokens > 0) slots[place] = slot
        else yield { type: 'end', stream: slot.stream, reason: maxTokens > 0 ? 'length' : 'maxTokens' }
      }
    }
    const active = slots.filter(slot => slot !== undefined)
    if (active.length === 0) return
    if (active.every(slot => slot.waiting)) {
      await Promise.race(active.map(slot => slot.waiting!.settled))
      continue
    }

    for (let place = 0; place < width; place++) {
      const slot = slots[place]
      // A waiting stream feeds its last token again and an empty place feeds anything: neither is looked at.
      tokens_B[place] = slot?.context[slot.fed] ?? 0
      positions_B[place] = slot?.fed ?? 0
    }
    const output = greedy
      ? await model.programs.likeliest({ tokens_B, positions_B })
      : await model.programs.logits({ tokens_B, positions_B })

    for (let place = 0; place < width; place++) {
      const slot = slots[place]
      if (!slot || slot.waiting) continue
      slot.fed += 1
      if (slot.fed < slot.context.length) continue
      const token = greedy
        ? output[place]!
        : sample((output as Float32Array).subarray(place * vocabularySize, (place + 1) * vocabularySize), slot)
      slot.context.push(token)
      slot.generated += 1
      yield { type: 'token', stream: slot.stream, token }
      const reason = stop.has(token)
        ? 'stop'
        : slot.generated >= maxTokens
          ? 'maxTokens'
          : slot.context.length >= contextLength
            ? 'length'
            : undefined
      if (reason === 'stop' && proceed && slot.generated < maxTokens) slot.waiting = outcomeOf(proceed(slot.stream))
      else if (reason) {
        slots[place] = undefined
        yield { type: 'end', stream: slot.stream, reason }
      }
    }
  }
}

const newSlot = (stream: number, prompt: ArrayLike<number>): Slot => ({
  stream,
  context: Array.from(prompt),
  promptLength: prompt.length,
  fed: 0,
  generated: 0,
  waiting: undefined,
})

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

/** Takes up what a waiting stream waited for: a reason if it is over, else it goes on. */
function settle(slot: Slot | undefined, contextLength: number): EndReason | undefined {
  const outcome = slot?.waiting?.outcome
  if (!slot || !outcome) return undefined
  if ('thrown' in outcome) throw outcome.thrown
  const { context } = outcome
  if (context === undefined) return 'stop'
  if (context.length >= contextLength) return 'length'
  // What the cache shares with the new context stays; the rest is fed, over what stood there.
  let shared = 0
  while (shared < slot.fed && shared < context.length - 1 && context[shared] === slot.context[shared]) shared++
  slot.context = Array.from(context)
  slot.promptLength = context.length
  slot.fed = shared
  slot.waiting = undefined
  return undefined
}
