import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { InstarError } from '../../src/errors/index.ts'

/** The Python that has datatrove: INSTAR_PYTHON, or python3. */
const python = process.env.INSTAR_PYTHON ?? 'python3'

export const filterNames = ['gopher', 'repetition', 'c4', 'fineweb'] as const
export type FilterName = (typeof filterNames)[number]

/** One pass over all texts. */
export interface Pass {
  readonly seconds: number
  /** Why each text was rejected; null where it was kept. */
  readonly reasons: readonly (string | null)[]
}

export interface Side {
  pass(filter: FilterName): Promise<Pass>
  close(): Promise<void>
}

/** datatrove's version, or undefined where it or the tokenizer that its filters need for English is missing. */
export function datatroveVersion(): string | undefined {
  const script = 'import spacy; from importlib.metadata import version; print(version("datatrove"))'
  const result = spawnSync(python, ['-c', script], { encoding: 'utf8' })
  return result.status === 0 ? result.stdout.trim() : undefined
}

/** datatrove in a process of its own, which answers one line of JSON per line. */
export async function datatrove(texts: readonly string[]): Promise<Side> {
  const script = fileURLToPath(new URL('./peer.py', import.meta.url))
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (line: string) => {
    child.stdin.write(`${line}\n`)
    const { value, done } = await lines.next()
    if (done) throw new InstarError(`Expected an answer of ${python} peer.py, found its end`)
    return JSON.parse(value)
  }
  await ask(JSON.stringify(texts))
  return {
    pass: ask,
    close: () => {
      child.stdin.end()
      return new Promise(resolve => child.once('exit', () => resolve()))
    },
  }
}
