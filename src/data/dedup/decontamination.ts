import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { InstarError, msg } from '../../errors/index.ts'
import type { Filter } from '../filters/filter.ts'
import { ngrams, type WordHashes, wordReader } from './words.ts'

export interface DecontaminationOptions {
  /** Files of evaluation questions: JSON Lines (every string of a record, however deep, counts), else plain text by lines. */
  readonly questions: readonly string[]
  /** Words in a row that a document must share with a question. GPT-3: 13. */
  readonly words: number
  /** The same in characters, for questions in Chinese. */
  readonly characters: number
}

/** Questions shorter than this share of an n-gram say nothing: GPT-3 takes 8 words where n is 13. */
const shortestShare = 8 / 13

/**
 * Rejects documents that contain an n-gram of an evaluation question (Brown et al. 2020, "Language Models are Few-Shot
 * Learners", appendix C): n words in a row, whatever their case and punctuation. A question of fewer words, down to 8 of
 * 13, counts as a whole. Unlike GPT-3 the whole document goes, not the 200 characters around the place.
 *
 * @throws InstarError naming the file when it cannot be read, is damaged or holds no question long enough.
 */
export async function decontaminationFilter(options: DecontaminationOptions): Promise<Filter> {
  const read = wordReader()
  const known = new Map<number, Map<number, string>>() // n -> hash of an n-gram -> where it stands
  const buffer = { ngrams: new Int32Array(4096) }
  const ngramsOf = (words: WordHashes, n: number) => {
    if (buffer.ngrams.length < words.count) buffer.ngrams = new Int32Array(2 * words.count)
    return buffer.ngrams.subarray(0, ngrams(words, n, buffer.ngrams))
  }
  for (const path of options.questions) {
    let used = 0
    for (const { text, place } of await questionTexts(path)) {
      const words = read(text)
      const most = words.isChinese ? options.characters : options.words
      const n = Math.min(most, words.count)
      if (n < most * shortestShare) continue
      used++
      const ofLength = known.get(n) ?? new Map<number, string>()
      known.set(n, ofLength)
      for (const hash of ngramsOf(words, n)) if (!ofLength.has(hash)) ofLength.set(hash, place)
    }
    if (used === 0)
      throw new InstarError(
        msg`${path}: expected questions of ${Math.ceil(options.words * shortestShare)} words (in Chinese
          ${Math.ceil(options.characters * shortestShare)} characters) or more, found none`,
      )
  }
  return {
    name: 'decontamination',
    apply: document => {
      const words = read(document.text)
      for (const [n, ofLength] of known) {
        if (words.count < n) continue
        for (const hash of ngramsOf(words, n)) {
          const place = ofLength.get(hash)
          if (place !== undefined) return { reason: 'quotes an evaluation set', detail: place }
        }
      }
      return document
    },
  }
}

interface QuestionText {
  readonly text: string
  /** File and line. */
  readonly place: string
}

async function questionTexts(path: string): Promise<QuestionText[]> {
  const content = await readFile(path, 'utf8').catch(cause => {
    throw new InstarError(msg`Could not read ${path}: ${cause}`, { cause })
  })
  const isJson = /\.(jsonl|ndjson)$/.test(path)
  return content.split('\n').flatMap((line, index) => {
    const place = `${basename(path)}:${index + 1}`
    if (line.trim() === '') return []
    return (isJson ? strings(parsed(line, place)) : [line]).map(text => ({ text, place }))
  })
}

function parsed(line: string, place: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new InstarError(msg`${place}: expected one JSON value per line: ${cause}`, { cause })
  }
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}
