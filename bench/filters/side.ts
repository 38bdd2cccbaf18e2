import { spawnSync } from 'node:child_process'
import type { Passes } from '../workers.ts'

/** The Python that has datatrove: INSTAR_PYTHON, or python3. */
export const python = process.env.INSTAR_PYTHON ?? 'python3'

export const filterNames = ['gopher', 'repetition', 'c4', 'fineweb'] as const
export type FilterName = (typeof filterNames)[number]

/** Answer of a worker: its passes over its texts with one filter. */
export interface FilterPasses extends Passes {
  /** Why each text was rejected; null where it was kept. */
  readonly reasons: readonly (string | null)[]
}

/** datatrove's version, or undefined where it or the tokenizer that its filters need for English is missing. */
export function datatroveVersion(): string | undefined {
  const script = 'import spacy; from importlib.metadata import version; print(version("datatrove"))'
  const result = spawnSync(python, ['-c', script], { encoding: 'utf8' })
  return result.status === 0 ? result.stdout.trim() : undefined
}
