import { InstarError, msg } from '../errors/index.ts'
import type { ChatModel } from '../generate/index.ts'

export interface TextScore {
  /** Bits that the model needs per byte of UTF-8: what vocabularies of any size can be compared by. */
  readonly bitsPerByte: number
  /** exp of the mean loss per token; comparable only between models of one tokenizer. */
  readonly perplexity: number
  /** Nats of all tokens together. */
  readonly nats: number
  readonly tokens: number
  readonly bytes: number
}

/**
 * How well a model predicts texts. Each text is scored on its own, after the separator token that stands before
 * documents in training. A text longer than the context is read in windows that overlap by half, so that every token
 * but the first ones is predicted from at least half a context.
 *
 * @param options.separator the token before a text; by default `<|endoftext|>`
 * @param options.rows windows in one run (default 16)
 * @throws InstarError without any text, or without the separator; the signal's reason.
 */
export async function bitsPerByte(
  model: ChatModel,
  texts: Iterable<string>,
  options: { readonly separator?: string; readonly rows?: number; readonly signal?: AbortSignal } = {},
): Promise<TextScore> {
  const { separator = '<|endoftext|>', rows = 16, signal } = options
  const { contextLength } = model.config
  const first = model.tokenizer.tokenId(separator)
  if (first === undefined) throw new InstarError(msg`Expected a token ${separator} to begin texts with, but found none`)

  let bytes = 0
  let tokens = 0
  let nats = 0
  let waiting: Window[] = []
  const score = async () => {
    signal?.throwIfAborted()
    const inputs = new Int32Array(waiting.length * contextLength)
    const targets = new Int32Array(inputs.length)
    for (const [row, window] of waiting.entries()) {
      inputs.set(window.inputs, row * contextLength)
      targets.set(window.targets, row * contextLength)
    }
    const losses = await model.programs.losses(inputs, targets)
    for (const [row, window] of waiting.entries()) {
      for (let at = window.from; at < window.targets.length; at++) nats += losses[row * contextLength + at]!
      tokens += window.targets.length - window.from
    }
    waiting = []
  }
  for (const text of texts) {
    bytes += Buffer.byteLength(text)
    const encoded = model.tokenizer.encode(text)
    const ids = new Int32Array(encoded.length + 1)
    ids[0] = first
    ids.set(encoded, 1) // spread as arguments, a book would not fit on the stack
    for (const window of windows(ids, contextLength)) {
      waiting.push(window)
      if (waiting.length === rows) await score()
    }
  }
  if (waiting.length > 0) await score()
  if (bytes === 0) throw new InstarError(msg`Expected texts to score, but found none`)
  return { bitsPerByte: nats / Math.LN2 / bytes, perplexity: Math.exp(nats / tokens), nats, tokens, bytes }
}

interface Window {
  readonly inputs: Int32Array
  /** The token after each input. */
  readonly targets: Int32Array
  /** The first target that counts: earlier ones counted in the window before. */
  readonly from: number
}

function* windows(ids: Int32Array, length: number): Generator<Window> {
  const stride = Math.max(1, length >> 1)
  for (let start = 0, scored = 0; scored < ids.length - 1; start += stride) {
    const end = Math.min(start + length, ids.length - 1)
    yield { inputs: ids.subarray(start, end), targets: ids.subarray(start + 1, end + 1), from: scored - start }
    scored = end
  }
}
