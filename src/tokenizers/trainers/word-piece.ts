import { msg, usageError } from '../../errors/index.ts'
import { bertJson } from '../bert.ts'
import type { TokenizerJson } from '../tokenizer-json.ts'
import type { TrainingProgress } from './byte-level-bpe.ts'
import { pairCounts } from './pair-counts.ts'
import { countCharacters, countPieces, eachPiece } from './word-counts.ts'

export interface WordPieceOptions {
  /** Ids to give out: BERT's control tokens, characters, merges. */
  readonly vocabularySize: number
  /** Small letters without accents. */
  readonly uncased: boolean
  /** Of the characters, the most frequent so many; the others are unknown. @default 1000 */
  readonly characters?: number
  /** Pairs that occur less often are not merged. @default 2 */
  readonly minimumPairCount?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: TrainingProgress) => void
}

const controls = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const
const prefix = '##'
const mergesPerTurn = 256

/**
 * Trains a WordPiece vocabulary for BERT: the most frequent pair of neighbours becomes a token until the vocabulary is
 * full, as Hugging Face's `WordPieceTrainer` does it (the original, Schuster and Nakajima 2012, picks pairs by the
 * likelihood of the corpus and was never published as code). Encoding then takes the longest tokens, not the merges.
 *
 * @throws InstarError (usage) when the vocabulary has no room for the characters.
 */
export async function trainWordPiece(
  texts: Iterable<string> | AsyncIterable<string>,
  options: WordPieceOptions,
): Promise<TokenizerJson> {
  const { vocabularySize, uncased, signal, onProgress } = options
  const { normalizer, pre_tokenizer: preTokenizer } = bertJson(controls, { uncased })
  const pieces = await countPieces(
    texts,
    { normalizer, preTokenizer },
    { signal, onText: count => onProgress?.({ stage: 'count', texts: count }) },
  )

  const alphabet = [...countCharacters(pieces)]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, options.characters ?? 1000)
    .map(([character]) => character)
    .sort()
  const tokens: string[] = [...controls, ...alphabet, ...alphabet.map(character => prefix + character)]
  if (tokens.length > vocabularySize) {
    throw usageError(
      msg`Expected vocabularySize of at least ${tokens.length}, found ${vocabularySize}: ${alphabet.length} characters at
        the beginning of words and inside them. Raise vocabularySize or lower characters`,
    )
  }
  const ids = new Map(tokens.map((token, id) => [token, id]))
  const symbols: number[] = []
  const ends: number[] = []
  const counts: number[] = []
  const decoder = new TextDecoder('utf-16le', { ignoreBOM: true })
  for (const { start, end, count } of eachPiece(pieces)) {
    const characters = [...decoder.decode(pieces.units.subarray(start, end))]
    const word = characters.map((character, i) => ids.get(i > 0 ? prefix + character : character))
    if (word.includes(undefined)) continue // the word would be unknown as a whole
    symbols.push(...(word as number[]))
    ends.push(symbols.length)
    counts.push(count)
  }

  const pairs = pairCounts({ symbols: Int32Array.from(symbols), ends: Int32Array.from(ends) }, counts)
  for (let merges = 1; tokens.length < vocabularySize; merges++) {
    const pair = pairs.mostFrequent(options.minimumPairCount ?? 2)
    if (pair < 0) break
    const token = tokens[pairs.left(pair)]! + tokens[pairs.right(pair)]!.slice(prefix.length)
    let id = ids.get(token)
    if (id === undefined) {
      id = tokens.push(token) - 1
      ids.set(token, id)
    }
    pairs.merge(pair, id)
    if (merges % mergesPerTurn === 0) {
      onProgress?.({ stage: 'merge', tokens: tokens.length, vocabularySize })
      await new Promise(setImmediate)
      signal?.throwIfAborted()
    }
  }
  onProgress?.({ stage: 'merge', tokens: tokens.length, vocabularySize })
  return bertJson(tokens, { uncased })
}
