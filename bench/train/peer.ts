import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Contender, contender } from './contender.ts'
import type { TrainingShape } from './shapes.ts'
import { training } from './training.ts'

/** The Python that has PyTorch: INSTAR_PYTHON, or python3. */
const python = process.env.INSTAR_PYTHON ?? 'python3'

/** PyTorch's version, or undefined where there is none. */
export function torchVersion(): string | undefined {
  const result = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' })
  return result.status === 0 ? result.stdout.trim() : undefined
}

export interface PeerOptions {
  readonly mode: 'eager' | 'compiled'
  readonly precision: 'fp32' | 'bf16'
}

/** Each of them is measured. */
export const peerOptions: readonly PeerOptions[] = [
  { mode: 'eager', precision: 'fp32' },
  { mode: 'compiled', precision: 'fp32' },
  { mode: 'eager', precision: 'bf16' },
  { mode: 'compiled', precision: 'bf16' },
]

/** PyTorch with that many threads. */
export function peer(shape: TrainingShape, threads: number, { mode, precision }: PeerOptions): Promise<Contender> {
  const script = fileURLToPath(new URL('./peer.py', import.meta.url))
  const options = { ...shape.config, ...training, batch: shape.batch, threads, mode, precision }
  return contender(`pytorch ${mode} ${precision}`, threads, python, [script, JSON.stringify(options)])
}
