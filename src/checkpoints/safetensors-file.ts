/** Safetensors files on disk; the format is in `safetensors.ts`. */
import { type FileHandle, open } from 'node:fs/promises'
import { InstarError, msg } from '../errors/index.ts'
import { writeWhole } from '../files/index.ts'
import { decodeElements } from './elements.ts'
import { broken, encodeSafetensors, parseHeader, type SafetensorsHeader, type TensorValue } from './safetensors.ts'

/** As in the reference implementation: a longer header is a broken file. */
const largestHeader = 100_000_000

/**
 * Writes tensors as one whole file; see {@link encodeSafetensors}.
 *
 * @throws InstarError where a shape does not fit its data, or the file cannot be written.
 */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorValue>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  await writeWhole(path, encodeSafetensors(tensors, metadata))
}

/**
 * Reads the tensors of a file, one after another, so that no more than the result is in memory. Half precision
 * (F16, BF16) and F64 become float32.
 *
 * @param options.names read these only
 * @throws InstarError naming the file and what is wrong with it: cut short, lengths or offsets that do not fit, an
 * unknown type, a name that is not there.
 */
export async function readSafetensors(
  path: string,
  options: { readonly names?: readonly string[] } = {},
): Promise<{ tensors: Record<string, TensorValue>; metadata: Readonly<Record<string, string>> }> {
  await using file = await openForReading(path)
  const header = await readHeader(path, file)
  const tensors: Record<string, TensorValue> = {}
  for (const name of options.names ?? Object.keys(header.entries)) {
    const entry = header.entries[name]
    if (entry === undefined) throw new InstarError(msg`Expected a tensor ${name} in ${path}, but it is not there`)
    const bytes = await readBytes(path, file, header.dataStart + entry.offsets[0], entry.offsets[1] - entry.offsets[0])
    tensors[name] = { shape: entry.shape, data: decodeElements(entry.dtype, bytes) }
  }
  return { tensors, metadata: header.metadata }
}

/** The names, types and shapes in a file, and its metadata. @throws InstarError as {@link readSafetensors}. */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  await using file = await openForReading(path)
  return await readHeader(path, file)
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new InstarError(missing ? msg`There is no file ${path}` : msg`Could not read ${path}: ${cause}`, {
      cause,
    })
  }
}

async function readBytes(path: string, file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done).catch((cause: Error) => {
      throw new InstarError(msg`Could not read ${path}: ${cause}`, { cause })
    })
    if (bytesRead === 0)
      throw broken(path, msg`expected ${length} bytes at ${position}, but the file ends after ${done}`)
    done += bytesRead
  }
  return bytes
}

async function readHeader(path: string, file: FileHandle): Promise<SafetensorsHeader> {
  const { size } = await file.stat()
  if (size < 8) throw broken(path, msg`expected at least 8 bytes, but found ${size}`)
  const prefix = await readBytes(path, file, 0, 8)
  const length = Number(new DataView(prefix.buffer).getBigUint64(0, true))
  if (length > Math.min(largestHeader, size - 8))
    throw broken(path, msg`its header claims ${length} bytes, but ${size - 8} follow`)
  const text = new TextDecoder().decode(await readBytes(path, file, 8, length))
  return parseHeader(path, text, 8 + length, size - 8 - length)
}
