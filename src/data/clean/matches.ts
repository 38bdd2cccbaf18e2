import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { InstarError, msg } from '../../errors/index.ts'
import { writeWhole } from '../../files/index.ts'
import { createPairTable } from '../dedup/index.ts'
import { readKeys } from './keys.ts'
import { matchUnits, phaseOf, placedPieces } from './phases.ts'
import { keysFile, piecePath } from './pieces.ts'
import type { Plan } from './plan.ts'
import type { MatchRecord } from './records.ts'
import { publish, record } from './work.ts'

/**
 * A file of matches holds three words of 32 bits for every key that stood in an earlier document: of lines the document
 * (its number in its piece) and the key, of documents the earlier one and this one (numbers among all) and nothing.
 */
const matchWords = 3
const matchesFile = 'matches.bin'

/**
 * Compares the keys of one unit over all pieces. Pieces come in the order of their documents, so the first to bring a
 * key is the earliest document that has it.
 */
export async function findMatches(plan: Plan, work: string, round: number, unitName: string): Promise<void> {
  const unit = (await matchUnits(plan, work, round)).find(({ name }) => name === unitName)!
  const aboutLines = plan.rounds[round]!.after!.kind === 'duplicate-lines'
  await publish(work, `${phaseOf('match', round).name}/${unitName}`, async (folder): Promise<MatchRecord> => {
    const pieces = await placedPieces(plan, work, round)
    const matches = growing()
    const starts: number[] = []
    for (const band of unit.bands) {
      const keys: Uint32Array[] = []
      for (const { name } of pieces)
        keys.push(await readKeys(piecePath(work, round, name, keysFile), band, unit.from, unit.to))
      const table = createPairTable(keys.reduce((sum, { length }) => sum + length / matchWords, 0))
      for (const [index, { offset }] of pieces.entries()) {
        starts[index] = matches.length() // of lines there is one band
        const own = keys[index]!
        for (let i = 0; i < own.length; i += matchWords) {
          const [high, low, inPiece] = [own[i]!, own[i + 1]!, own[i + 2]!]
          const document = offset + inPiece
          const first = table.first(high, low, document)
          if (first === document) continue
          if (aboutLines) matches.push(inPiece, high, low)
          else matches.push(first, document, 0)
        }
      }
    }
    starts.push(matches.length())
    await writeWhole(join(folder, matchesFile), matches.bytes())
    return { starts }
  })
}

/** A list of words that grows. */
function growing() {
  let words = new Uint32Array(3 * 1024)
  let used = 0
  return {
    push: (a: number, b: number, c: number) => {
      if (used + matchWords > words.length) {
        const larger = new Uint32Array(2 * words.length)
        larger.set(words)
        words = larger
      }
      words[used++] = a
      words[used++] = b
      words[used++] = c
    },
    length: () => used,
    bytes: () => new Uint8Array(words.buffer, 0, 4 * used),
  }
}

/** The matches of a phase, unit by unit. */
export async function* matchedDocuments(plan: Plan, work: string, round: number): AsyncGenerator<Uint32Array> {
  for (const { name } of await matchUnits(plan, work, round)) {
    const { starts } = (await record<MatchRecord>(work, `${phaseOf('match', round).name}/${name}`))!
    yield await readMatches(work, round, name, 0, starts.at(-1)!)
  }
}

/** The lines to cut from the documents of one piece, by their number in it; keys as `high low`. */
export async function cutLines(
  plan: Plan,
  work: string,
  round: number,
  piece: string,
): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const index = (await placedPieces(plan, work, round)).findIndex(({ name }) => name === piece)
  const cuts = new Map<number, Set<string>>()
  for (const { name } of await matchUnits(plan, work, round)) {
    const { starts } = (await record<MatchRecord>(work, `${phaseOf('match', round).name}/${name}`))!
    const matches = await readMatches(work, round, name, starts[index]!, starts[index + 1]!)
    for (let i = 0; i < matches.length; i += matchWords) {
      const keys = cuts.get(matches[i]!) ?? new Set()
      cuts.set(matches[i]!, keys.add(`${matches[i + 1]} ${matches[i + 2]}`))
    }
  }
  return cuts
}

async function readMatches(work: string, round: number, unit: string, from: number, to: number): Promise<Uint32Array> {
  const path = join(work, phaseOf('match', round).name, unit, matchesFile)
  const words = new Uint32Array(to - from)
  const file = await open(path, 'r')
  try {
    const { bytesRead } = await file.read(new Uint8Array(words.buffer), 0, words.byteLength, 4 * from)
    if (bytesRead < words.byteLength) throw new InstarError(msg`Expected ${4 * to} bytes in ${path}: it is cut off`)
    return words
  } finally {
    await file.close()
  }
}
