import { createHash } from 'node:crypto'
import { InstarError, msg } from '../errors/index.ts'
import { layOut, type TensorEntry, type TensorValue, tensorBytes } from './safetensors.ts'
import { readSafetensors, readSafetensorsHeader, writeSafetensors } from './safetensors-file.ts'

const checksumKey = 'sha256'

/**
 * Everything that a run needs to go on: a safetensors file of all device state, with notes (step, cursor, versions) as
 * metadata and a checksum over both. Readable by any safetensors reader.
 *
 * @throws InstarError where the file cannot be written; what was there stays.
 */
export async function writeState(
  path: string,
  tensors: Readonly<Record<string, TensorValue>>,
  notes: Readonly<Record<string, string>>,
): Promise<void> {
  const entries = layOut(tensors)
  await writeSafetensors(path, tensors, { ...notes, [checksumKey]: checksum(tensors, entries, notes) })
}

/**
 * Reads what {@link writeState} wrote.
 *
 * @throws InstarError where the file is missing, cut short or changed.
 */
export async function readState(
  path: string,
): Promise<{ tensors: Record<string, TensorValue>; notes: Record<string, string> }> {
  const { entries } = await readSafetensorsHeader(path)
  const { tensors, metadata } = await readSafetensors(path)
  const { [checksumKey]: expected, ...notes } = metadata
  if (expected === undefined)
    throw new InstarError(msg`Expected a checkpoint of a run with a checksum in ${path}, but found none`)
  if (checksum(tensors, entries, notes) !== expected)
    throw new InstarError(msg`${path} is damaged: its contents do not match its checksum`)
  return { tensors, notes }
}

/** Over notes, names, types, shapes and bytes. */
function checksum(
  tensors: Readonly<Record<string, TensorValue>>,
  entries: Readonly<Record<string, TensorEntry>>,
  notes: Readonly<Record<string, string>>,
): string {
  const hash = createHash('sha256')
  const byName = (record: object) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
  const table = byName(entries).map(([name, { dtype, shape }]) => [name, dtype, shape])
  hash.update(JSON.stringify([byName(notes), table]))
  for (const bytes of tensorBytes(tensors, Object.fromEntries(byName(entries)))) hash.update(bytes)
  return hash.digest('hex')
}
