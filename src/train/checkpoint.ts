import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readState, writeState } from '../checkpoints/index.ts'
import { InstarError, msg } from '../errors/index.ts'
import type { StateTensor } from '../runtime/index.ts'

/** Resumable state of a training stage: weights, optimizer, and how many steps made them. */
export interface Checkpoint {
  readonly step: number
  readonly state: Readonly<Record<string, StateTensor>>
  /** What the bits of a continued run depend on beside the recipe: versions, threads, processor. */
  readonly notes: Readonly<Record<string, string>>
}

/** Checkpoints of a stage that stay: the newest, and one to go back to. */
const kept = 2

/**
 * The newest checkpoint of a stage; undefined where there is none. One that is damaged is no reason to go back in
 * silence: the error says what deleting it would mean, and nothing is changed.
 *
 * @throws InstarError naming the file that is damaged, and the checkpoint before it.
 */
export async function latestCheckpoint(folder: string, stage: string): Promise<Checkpoint | undefined> {
  const files = await checkpointFiles(folder, stage)
  const newest = files.at(-1)
  if (!newest) return undefined
  const path = join(folder, newest.name)
  try {
    const { tensors, notes } = await readState(path)
    return { step: newest.step, state: onlyFloats(tensors, path), notes }
  } catch (error) {
    if (!isDamage(error)) throw error
    const earlier = files.at(-2)
    throw new InstarError(
      earlier
        ? msg`${error}. Nothing was changed; delete this file to go on from step ${earlier.step} (${earlier.name})`
        : msg`${error}. Nothing was changed; delete this file to begin ${stage} anew`,
      { cause: error },
    )
  }
}

/** Writes a checkpoint whole; only then removes those before the one before it. */
export async function saveCheckpoint(folder: string, stage: string, checkpoint: Checkpoint): Promise<void> {
  await mkdir(folder, { recursive: true })
  const name = `${stage}-${String(checkpoint.step).padStart(8, '0')}.safetensors`
  await writeState(join(folder, name), checkpoint.state, checkpoint.notes)
  for (const old of (await checkpointFiles(folder, stage)).slice(0, -kept)) await rm(join(folder, old.name))
}

/** Removes the checkpoints of a stage that is done: its model is in its own folder. */
export async function removeCheckpoints(folder: string, stage: string): Promise<void> {
  for (const { name } of await checkpointFiles(folder, stage)) await rm(join(folder, name))
}

/** The checkpoints of a stage, oldest first. */
async function checkpointFiles(folder: string, stage: string): Promise<{ name: string; step: number }[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new InstarError(msg`Could not read the checkpoints in ${folder}: ${error}`, { cause: error })
  })
  return names
    .filter(name => name.startsWith(`${stage}-`) && /^-\d{8,}\.safetensors$/.test(name.slice(stage.length)))
    .map(name => ({ name, step: Number.parseInt(name.slice(stage.length + 1), 10) }))
    .sort((a, b) => a.step - b.step)
}

function onlyFloats(
  tensors: Awaited<ReturnType<typeof readState>>['tensors'],
  path: string,
): Record<string, StateTensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => {
      if (!(data instanceof Float32Array)) throw new InstarError(msg`Expected ${name} in ${path} as float32`)
      return [name, { shape, data }]
    }),
  )
}

/** Whether a file was read but is not what was written; a disk or a right that fails is something else. */
function isDamage(error: unknown): error is InstarError {
  return error instanceof InstarError && (error.cause as NodeJS.ErrnoException | undefined)?.code === undefined
}
