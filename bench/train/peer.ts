import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { InstarError } from '../../src/errors/index.ts'
import type { Contender } from './contender.ts'
import { training } from './ours.ts'
import type { TrainingShape } from './shapes.ts'

/** The Python that has PyTorch: INSTAR_PYTHON, or python3. */
const python = process.env.INSTAR_PYTHON ?? 'python3'

/** PyTorch's version, or undefined where there is none. */
export function torchVersion(): string | undefined {
  const result = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' })
  return result.status === 0 ? result.stdout.trim() : undefined
}

/** PyTorch in a process of its own, which answers one line of JSON per line. */
export async function peer(shape: TrainingShape, threads: number, mode: 'eager' | 'compiled'): Promise<Contender> {
  const script = fileURLToPath(new URL('./peer.py', import.meta.url))
  const { config, batch } = shape
  const options = { ...config, ...training, batch, threads, mode }
  const child = spawn(python, [script, JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async () => {
    const { value, done } = await lines.next()
    if (done) throw new InstarError(`Expected an answer of ${python} peer.py (${mode}), found its end`)
    return JSON.parse(value)
  }
  const { parameters } = (await answer()) as { parameters: number }
  return {
    name: `pytorch ${mode}`,
    parameters,
    async block(steps) {
      child.stdin.write(`${steps}\n`)
      return answer()
    },
    close: () => ended(child),
  }
}

function ended(child: ChildProcess): Promise<void> {
  child.stdin?.end()
  return new Promise(resolve => child.once('exit', () => resolve()))
}
