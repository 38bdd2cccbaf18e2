import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Contender } from './contender.ts'

/** tiktoken in a Python that INSTAR_PYTHON names; undefined where there is none. */
export async function tiktoken(encoding: string, folder: string): Promise<(Contender & { close(): void }) | undefined> {
  const script = fileURLToPath(new URL('peer.py', import.meta.url))
  const process_ = spawn(process.env.INSTAR_PYTHON ?? 'python3', [script], { stdio: ['pipe', 'pipe', 'ignore'] })
  process_.on('error', () => {})
  process_.stdin.on('error', () => {})
  const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]()
  const ask = async (question: object) => {
    process_.stdin.write(`${JSON.stringify(question)}\n`)
    const { value, done } = await lines.next()
    return done ? undefined : JSON.parse(value)
  }
  const hello = await ask({ encoding, folder })
  if (!hello) return undefined
  return {
    name: `tiktoken ${hello.version}`,
    encode: async ({ text }, cold) => {
      const answer = await ask({ text, cold })
      if (!answer) throw new Error('tiktoken ended in the middle of the measurement')
      return answer
    },
    close: () => process_.stdin.end(),
  }
}
