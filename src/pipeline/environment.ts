import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { type DeviceKind, engineVersion } from '../runtime/index.ts'

/**
 * What the bits of a trained model depend on beside the recipe. A training that goes on in the same environment ends in
 * the same weights as one that was never stopped; in another one they may differ in the last bits.
 */
export interface Environment {
  readonly instar: string
  readonly onnxruntime: string
  readonly node: string
  readonly processor: string
  readonly threads: string
  readonly device: DeviceKind
}

/** The environment of this process, for what it computes on a device. */
export async function currentEnvironment(device: DeviceKind): Promise<Environment> {
  const manifest = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'))
  return {
    instar: manifest.version,
    onnxruntime: engineVersion(),
    node: process.versions.node,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    threads: String(availableParallelism()),
    device,
  }
}

/** One part of the environment that is not what it was when the checkpoint was written. */
export interface EnvironmentChange {
  readonly name: string
  readonly before: string
  readonly now: string
}

/** In what the environment differs from the notes of a checkpoint. */
export function environmentChanges(
  notes: Readonly<Record<string, string>>,
  environment: Environment,
): EnvironmentChange[] {
  return Object.entries(environment)
    .map(([name, now]) => ({ name, before: notes[name] ?? 'unknown', now }))
    .filter(({ before, now }) => before !== now)
}
