import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { TokenizerJson } from '../../src/tokenizers/index.ts'

export interface Trained {
  readonly seconds: number
  readonly json: TokenizerJson
}

interface Training {
  readonly vocabularySize: number
  readonly specialTokens: readonly string[]
  /** The tokenizer whose normalizer and pattern count. */
  readonly json: TokenizerJson
}

/** Hugging Face's trainer in a Python that INSTAR_PYTHON names; undefined where there is none. */
export async function huggingFace(
  texts: readonly string[],
  training: Training,
): Promise<{ readonly version: string; train(): Promise<Trained>; close(): void } | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'instar-bench-'))
  const [output, input] = [join(folder, 'tokenizer.json'), join(folder, 'texts.json')]
  writeFileSync(input, JSON.stringify(texts))
  const script = fileURLToPath(new URL('peer.py', import.meta.url))
  const child = spawn(process.env.INSTAR_PYTHON ?? 'python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (question: object) => {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    const { value, done } = await lines.next()
    return done ? undefined : JSON.parse(value)
  }
  const close = () => {
    child.stdin.end()
    rmSync(folder, { recursive: true })
  }
  const hello = await ask({ ...training, texts: input, output })
  if (!hello) {
    close()
    return undefined
  }
  return {
    version: hello.version,
    train: async () => {
      const answer = await ask({})
      if (!answer) throw new Error('The trainer ended in the middle of the measurement')
      return { seconds: answer.seconds, json: JSON.parse(readFileSync(output, 'utf8')) }
    },
    close,
  }
}
