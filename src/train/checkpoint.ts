import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readState, writeState } from '../checkpoints/index.ts'
import type { HostTensor } from '../runtime/index.ts'

/** Resumable state of a training stage: weights, optimizer, and how many steps made them. */
export interface Checkpoint {
  readonly step: number
  readonly state: Readonly<Record<string, HostTensor>>
  /** What the bits of a continued run depend on beside the recipe: version of the engine, threads. */
  readonly notes: Readonly<Record<string, string>>
}

const kept = 2

/** The newest checkpoint of a stage; undefined where there is none. @throws InstarError where it is damaged. */
export async function latestCheckpoint(folder: string, stage: string): Promise<Checkpoint | undefined> {
  const newest = (await checkpointFiles(folder, stage)).at(-1)
  if (!newest) return undefined
  const { tensors, notes } = await readState(join(folder, newest.name))
  return { step: newest.step, state: tensors as Record<string, HostTensor>, notes }
}

/** Writes a checkpoint whole; only then removes those before the one before it. */
export async function saveCheckpoint(folder: string, stage: string, checkpoint: Checkpoint): Promise<void> {
  await mkdir(folder, { recursive: true })
  const name = `${stage}-${String(checkpoint.step).padStart(8, '0')}.safetensors`
  await writeState(join(folder, name), checkpoint.state, checkpoint.notes)
  const old = (await checkpointFiles(folder, stage)).filter(file => file.name !== name).slice(0, 1 - kept)
  for (const file of old) await rm(join(folder, file.name))
}

/** Removes the checkpoints of a stage that is done: its model is in its own folder. */
export async function removeCheckpoints(folder: string, stage: string): Promise<void> {
  for (const { name } of await checkpointFiles(folder, stage)) await rm(join(folder, name))
}

async function checkpointFiles(folder: string, stage: string): Promise<{ name: string; step: number }[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .filter(name => name.startsWith(`${stage}-`) && /-\d{8}\.safetensors$/.test(name.slice(stage.length)))
    .map(name => ({ name, step: Number(name.slice(-20, -12)) }))
    .sort((a, b) => a.step - b.step)
}
