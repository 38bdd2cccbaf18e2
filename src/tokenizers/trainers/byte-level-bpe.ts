import { msg, usageError } from '../../errors/index.ts'
import { byteCharacter, byteCharacters, tokenOfText } from '../byte-alphabet.ts'
import { writeUtf8 } from '../characters/utf16.ts'
import { type Spacing, spacingComponent } from '../pre-tokenizers/spacing.ts'
import { byteLevelBpe, specialToken, type TokenizerJson } from '../tokenizer-json.ts'
import { pairCounts, type Words } from './pair-counts.ts'
import type { CountedPieces } from './piece-counter.ts'
import { countCharacters, countPieces } from './word-counts.ts'

export interface ByteLevelBpeOptions {
  /** Ids to give out: special tokens, 256 bytes, merges. A corpus too small for that many merges gives fewer. */
  readonly vocabularySize: number
  /** Get the ids from 0 on, in this order. No text ever becomes one of them. */
  readonly specialTokens: readonly string[]
  readonly spacing: Spacing
  /** Words that keep the spaces beside them where {@link spacing} is 'apart'; see {@link commonWords}. */
  readonly commonWords?: readonly string[]
  /**
   * Every character outside ASCII that occurs at least this often becomes one token, before any other merge is made:
   * for Chinese, whose rarer characters would otherwise stay in three bytes. Without it characters compete with words.
   */
  readonly wholeCharactersFrom?: number
  /** Pairs that occur less often are not merged. @default 2 */
  readonly minimumPairCount?: number
  /** Compose characters first (é from e and ´). Off by default: then decoding gives exactly the text that went in. */
  readonly normalization?: 'NFC'
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: TrainingProgress) => void
}

export type TrainingProgress =
  | { readonly stage: 'count'; readonly texts: number }
  | { readonly stage: 'merge'; readonly tokens: number; readonly vocabularySize: number }

/** Merges between two looks at the abort signal, and two turns of the event loop. */
const mergesPerTurn = 256

/**
 * Trains byte-level byte-pair encoding (Sennrich et al. 2016; over bytes as in Radford et al. 2019): starting from the
 * 256 bytes, so that no text is unknown, the most frequent pair of neighbours becomes a token until the vocabulary is
 * full. Pairs never reach across the pieces of {@link Spacing}. Ids and merges are those of Hugging Face's `BpeTrainer`
 * on the same pieces, and depend on the texts but not on their order, nor on the number of threads that count.
 *
 * Texts are counted as they come and then forgotten. Memory grows with the distinct pieces in them, of which at most six
 * million are held; beyond that the rarest are thinned out by half (see piece-counter.ts), and order begins to matter.
 *
 * @throws InstarError when the vocabulary has no room for the special tokens, the bytes and the whole characters.
 */
export async function trainByteLevelBpe(
  texts: Iterable<string> | AsyncIterable<string>,
  options: ByteLevelBpeOptions,
): Promise<TokenizerJson> {
  const { vocabularySize, specialTokens, spacing, signal, onProgress } = options
  checkOptions(options)
  const normalizer = options.normalization ? { type: options.normalization } : null
  const preTokenizer = spacingComponent(spacing, options.commonWords)
  const pieces = await countPieces(
    texts,
    { normalizer, preTokenizer },
    { signal, onText: count => onProgress?.({ stage: 'count', texts: count }) },
  )

  const tokens = [...specialTokens, ...byteCharacters]
  const ids = new Map(tokens.map((token, id) => [token, id]))
  const special = new Set(specialTokens)
  const idOfByte = Int32Array.from({ length: 256 }, (_, byte) => ids.get(byteCharacter(byte))!)
  const pairs = pairCounts(wordsInBytes(pieces, idOfByte), pieces.counts)
  const merges: string[] = []

  const merge = (pair: number): void => {
    const [left, right] = [tokens[pairs.left(pair)]!, tokens[pairs.right(pair)]!]
    const token = left + right
    if (special.has(token)) return // else a text could spell a control token
    let id = ids.get(token) // there already when two other parts gave the same token
    if (id === undefined) {
      id = tokens.push(token) - 1
      ids.set(token, id)
    }
    merges.push(`${left} ${right}`)
    pairs.merge(pair, id)
  }

  if (options.wholeCharactersFrom !== undefined) {
    const characters = frequentCharacters(pieces, options.wholeCharactersFrom)
    for (const character of characters) {
      // From the first byte on: prefixes such as E4 BD are shared by 64 characters, and always begin one.
      const [first, ...rest] = tokenOfText(character)
      let prefix = first!
      for (const byte of rest) {
        if (!ids.has(prefix + byte)) merge(pairs.find(ids.get(prefix)!, ids.get(byte)!))
        prefix += byte
      }
    }
    if (tokens.length > vocabularySize) {
      throw usageError(
        msg`Expected vocabularySize of at least ${tokens.length}, found ${vocabularySize}: ${characters.length} characters
          occur ${options.wholeCharactersFrom} times or more. Raise vocabularySize or wholeCharactersFrom`,
      )
    }
  }
  while (tokens.length < vocabularySize) {
    const pair = pairs.mostFrequent(options.minimumPairCount ?? 2)
    if (pair < 0) break
    merge(pair)
    if (merges.length % mergesPerTurn === 0) {
      onProgress?.({ stage: 'merge', tokens: tokens.length, vocabularySize })
      await new Promise(setImmediate)
      signal?.throwIfAborted()
    }
  }
  onProgress?.({ stage: 'merge', tokens: tokens.length, vocabularySize })

  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map(specialToken),
    normalizer,
    pre_tokenizer: preTokenizer,
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: byteLevelBpe({ vocab: Object.fromEntries(ids), merges, ignore_merges: false }),
  }
}

/** The pieces as the symbols of their UTF-8. */
function wordsInBytes({ units, ends }: CountedPieces, symbolOfByte: Int32Array): Words {
  const bytes = new Uint8Array(units.length * 3)
  const byteEnds = new Int32Array(ends.length)
  let filled = 0
  for (let i = 0, start = 0; i < ends.length; start = ends[i++]!) {
    filled += writeUtf8(units, start, ends[i]!, bytes, filled)
    byteEnds[i] = filled
  }
  const symbols = new Int32Array(filled)
  for (let i = 0; i < filled; i++) symbols[i] = symbolOfByte[bytes[i]!]!
  return { symbols, ends: byteEnds }
}

function checkOptions({ vocabularySize, specialTokens, wholeCharactersFrom }: ByteLevelBpeOptions): void {
  const least = specialTokens.length + 256
  if (!Number.isInteger(vocabularySize) || vocabularySize < least) {
    throw usageError(
      msg`Expected vocabularySize to be an integer of at least ${least} (256 bytes and ${specialTokens.length} special
        tokens), found ${vocabularySize}`,
    )
  }
  const bad = specialTokens.find((token, i) => [...token].length < 2 || specialTokens.indexOf(token) !== i)
  if (bad !== undefined) {
    throw usageError(
      msg`Expected special tokens of two or more characters, each named once, found ${JSON.stringify(bad)}`,
    )
  }
  if (wholeCharactersFrom !== undefined && !(wholeCharactersFrom >= 1)) {
    throw usageError(msg`Expected wholeCharactersFrom of at least 1, found ${wholeCharactersFrom}`)
  }
}

/** The characters outside ASCII that occur at least `minimum` times, most frequent first, ties by code point. */
function frequentCharacters(pieces: CountedPieces, minimum: number): string[] {
  return [...countCharacters(pieces)]
    .filter(([character, count]) => character >= '\u0080' && count >= minimum)
    .sort(([a, countA], [b, countB]) => countB - countA || a.codePointAt(0)! - b.codePointAt(0)!)
    .map(([character]) => character)
}
