import { InstarError, msg, type Phrase } from '../../errors/index.ts'
import { random } from '../../random/index.ts'
import type { RowSource } from './batch.ts'
import { bestFit } from './bins.ts'

export interface PackOptions {
  /** Positions per row. */
  readonly contextLength: number
  /** Key of the order of the rows, (seed, stage) for example. */
  readonly key: readonly (string | number)[]
}

/** Rows with what is known about them. */
export interface PackedRows extends RowSource {
  /** Positions of one epoch that hold text; the others, `rowCount * contextLength - positionCount`, are padding. */
  readonly positionCount: number
  /** Targets of one epoch that count in the loss. */
  readonly targetCount: number
  /** Sequences left out: conversations longer than a row, or with nothing to learn. */
  readonly dropped: number
}

/** A conversation in tokens; `assistant` is 1 at tokens that the assistant writes. */
export interface EncodedConversation {
  readonly ids: ArrayLike<number>
  readonly assistant: ArrayLike<number>
  /** How often it occurs in an epoch; 1 unless given. The fraction of 1.5 is a second occurrence for every other one. */
  readonly weight?: number
}

/**
 * Packs documents into rows. A document of n tokens gives n + 1 pairs of input and target: it begins with the separator
 * as input and ends with it as target, so the first token and the end are learned too. One that is longer than a row is
 * cut into pieces, each with positions from 0. Every pair occurs exactly once per epoch; each epoch has its own order
 * of the rows.
 *
 * @param documents  token ids, without separators
 * @throws InstarError when there is not one document.
 */
export function packDocuments(
  documents: Iterable<ArrayLike<number>>,
  options: PackOptions & { readonly separator: number },
): PackedRows {
  const text = growing()
  const pieces: Pieces = { offsets: [], lengths: [] }
  for (const document of documents) {
    const pairs = document.length + 1
    for (let from = 0; from < pairs; from += options.contextLength) {
      pieces.offsets.push(text.length + from)
      pieces.lengths.push(Math.min(options.contextLength, pairs - from))
    }
    text.push([options.separator], 1)
    text.push(document, 1)
    // The separator that ends this document is the one that begins the next.
  }
  text.push([options.separator], 1)
  return rowsOf(text, pieces, options, { dropped: 0, what: msg`documents` })
}

/**
 * Packs conversations into rows, each once per epoch or as often as its weight says. None is cut: one longer than a row
 * is dropped and counted, so is one in which the assistant writes nothing. Only targets that the assistant writes have loss weight 1.
 *
 * @throws InstarError when no conversation is left.
 */
export function packConversations(conversations: Iterable<EncodedConversation>, options: PackOptions): PackedRows {
  const text = growing()
  const pieces: Pieces = { offsets: [], lengths: [] }
  let dropped = 0
  let index = 0
  for (const { ids, assistant, weight = 1 } of conversations) {
    if (ids.length !== assistant.length)
      throw new InstarError(msg`Expected one assistant mark per token (${ids.length}), but found ${assistant.length}`)
    const pairs = ids.length - 1
    if (pairs > options.contextLength || !Array.prototype.includes.call(assistant, 1, 1)) dropped++
    else {
      const times = Math.floor(weight + random(...options.key, 'weight', index).next())
      for (let time = 0; time < times; time++) {
        pieces.offsets.push(text.length)
        pieces.lengths.push(pairs)
      }
      text.push(ids, assistant)
    }
    index++
  }
  return rowsOf(text, pieces, options, { dropped, what: msg`conversations of at most ${options.contextLength} tokens` })
}

interface Pieces {
  /** Where the first input of a piece stands in the text. */
  readonly offsets: number[]
  /** Pairs of input and target in a piece. */
  readonly lengths: number[]
}

function rowsOf(
  { tokens, weights }: Growing,
  { offsets, lengths }: Pieces,
  { contextLength, key }: PackOptions,
  { dropped, what }: { dropped: number; what: Phrase },
): PackedRows {
  if (lengths.length === 0) throw new InstarError(msg`Expected ${what} to pack, but found none`)
  const { starts, items } = bestFit(lengths, contextLength)
  const rowCount = starts.length - 1
  const text = tokens()
  const weight = weights()
  const orderOf = lastOrder(rowCount, key)
  let targetCount = 0
  for (const [piece, offset] of offsets.entries())
    for (let pair = 1; pair <= lengths[piece]!; pair++) targetCount += weight[offset + pair]!

  return {
    contextLength,
    rowCount,
    positionCount: lengths.reduce((sum, length) => sum + length, 0),
    targetCount,
    dropped,
    fill: (index, batch, row) => {
      const source = orderOf(Math.floor(index / rowCount))[index % rowCount]!
      let at = row * contextLength
      for (let item = starts[source]!; item < starts[source + 1]!; item++) {
        const offset = offsets[items[item]!]!
        for (let position = 0; position < lengths[items[item]!]!; position++, at++) {
          batch.tokens[at] = text[offset + position]!
          batch.targets[at] = text[offset + position + 1]!
          batch.lossWeights[at] = weight[offset + position + 1]!
          batch.positions[at] = position
          batch.documents[at] = item - starts[source]! + 1
        }
      }
    },
  }
}

/** The order of the rows in an epoch; the one asked for last is kept, since steps ask for it again and again. */
function lastOrder(rowCount: number, key: readonly (string | number)[]): (epoch: number) => readonly number[] {
  const rows = Array.from({ length: rowCount }, (_, row) => row)
  let kept: { epoch: number; order: readonly number[] } | undefined
  return epoch => {
    if (kept?.epoch !== epoch) kept = { epoch, order: random(...key, 'rows', epoch).shuffle(rows) }
    return kept.order
  }
}

interface Growing {
  readonly length: number
  push(ids: ArrayLike<number>, weight: number | ArrayLike<number>): void
  tokens(): Int32Array
  weights(): Uint8Array
}

/** Tokens and their loss weights in two flat arrays that double when full: a corpus is millions of small pieces. */
function growing(): Growing {
  let tokens = new Int32Array(1 << 16)
  let weights = new Uint8Array(1 << 16)
  let length = 0
  return {
    get length() {
      return length
    },
    push: (ids, weight) => {
      if (length + ids.length > tokens.length) {
        const size = Math.max(tokens.length * 2, length + ids.length)
        const [oldTokens, oldWeights] = [tokens, weights]
        tokens = new Int32Array(size)
        weights = new Uint8Array(size)
        tokens.set(oldTokens)
        weights.set(oldWeights)
      }
      tokens.set(ids, length)
      if (typeof weight === 'number') weights.fill(weight, length, length + ids.length)
      else weights.set(weight, length)
      length += ids.length
    },
    tokens: () => tokens.subarray(0, length),
    weights: () => weights.subarray(0, length),
  }
}
