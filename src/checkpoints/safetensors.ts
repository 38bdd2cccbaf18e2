/**
 * The safetensors format (huggingface/safetensors, "Format"): 8 bytes with the length N of the header, N bytes of JSON
 * that give each tensor's type, shape and place, then the bytes of all tensors without gaps. Little-endian throughout.
 */
import { InstarError, msg, type Phrase } from '../errors/index.ts'
import { type ElementType, elementSize, isElementType } from './elements.ts'

export type TensorData = Float32Array | Int32Array | BigInt64Array | Uint8Array

/** Numbers of one tensor, row by row. */
export interface TensorValue {
  readonly shape: readonly number[]
  readonly data: TensorData
}

export interface TensorEntry {
  readonly dtype: ElementType
  readonly shape: readonly number[]
  /** First and past-the-last byte, counted from the end of the header. */
  readonly offsets: readonly [number, number]
}

export interface SafetensorsHeader {
  readonly entries: Readonly<Record<string, TensorEntry>>
  readonly metadata: Readonly<Record<string, string>>
  /** Bytes before the tensors. */
  readonly dataStart: number
}

const metadataKey = '__metadata__'

/** Lays tensors out one after another, in the order of their names. */
export function layOut(tensors: Readonly<Record<string, TensorValue>>): Record<string, TensorEntry> {
  let offset = 0
  const entries: Record<string, TensorEntry> = {}
  // Wide types first, as the reference writer does: every tensor then starts at a multiple of its element's size.
  const order = Object.keys(tensors).sort(
    (a, b) => elementSize[typeOf(tensors[b]!.data)] - elementSize[typeOf(tensors[a]!.data)] || (a < b ? -1 : 1),
  )
  for (const name of order) {
    const { shape, data } = tensors[name]!
    const expected = shape.reduce((a, b) => a * b, 1)
    if (data.length !== expected)
      throw new InstarError(
        msg`Expected ${expected} values for ${name} [${shape.join(', ')}], but found ${data.length}`,
      )
    entries[name] = { dtype: typeOf(data), shape, offsets: [offset, offset + data.byteLength] }
    offset += data.byteLength
  }
  return entries
}

/** The bytes of the tensors in the order of their layout, without copying. */
export function tensorBytes(
  tensors: Readonly<Record<string, TensorValue>>,
  entries: Readonly<Record<string, TensorEntry>>,
): Uint8Array[] {
  return Object.keys(entries).map(name => {
    const { data } = tensors[name]!
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  })
}

/**
 * The bytes of a file, in parts. float32, int32, int64 and unsigned 8-bit arrays keep their types.
 *
 * @param metadata free text entries; `format: 'pt'` is what `transformers` asks for
 * @throws InstarError where a shape does not fit its data.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, TensorValue>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const entries = layOut(tensors)
  const table = Object.entries(entries).map(([name, { dtype, shape, offsets }]) => [
    name,
    { dtype, shape, data_offsets: offsets },
  ])
  const json = JSON.stringify({ [metadataKey]: metadata, ...Object.fromEntries(table) })
  const unpadded = new TextEncoder().encode(json)
  const header = new Uint8Array(Math.ceil(unpadded.length / 8) * 8).fill(0x20)
  header.set(unpadded)
  const length = new Uint8Array(8)
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true)
  return [length, header, ...tensorBytes(tensors, entries)]
}

/**
 * Checks a header against the number of bytes that follow it.
 * @throws InstarError naming `path` and the entry that does not fit.
 */
export function parseHeader(path: string, text: string, dataStart: number, dataBytes: number): SafetensorsHeader {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw broken(path, msg`its header is not JSON`, cause)
  }
  if (!isRecord(json)) throw broken(path, msg`its header is not a JSON object`)
  const { [metadataKey]: metadata = {}, ...rest } = json
  if (!isRecord(metadata) || !Object.values(metadata).every(value => typeof value === 'string'))
    throw broken(path, msg`${metadataKey} is not an object of texts`)
  const entries: Record<string, TensorEntry> = Object.create(null)
  for (const [name, value] of Object.entries(rest)) entries[name] = parseEntry(path, name, value)
  expectFullCover(path, entries, dataBytes)
  return { entries, metadata: metadata as Record<string, string>, dataStart }
}

function parseEntry(path: string, name: string, value: unknown): TensorEntry {
  const fields = isRecord(value) ? value : {}
  const { dtype, shape, data_offsets: offsets } = fields
  if (!isElementType(dtype)) throw broken(path, msg`${name} has the unknown type ${JSON.stringify(dtype)}`)
  if (!isSizes(shape)) throw broken(path, msg`${name} has no shape of whole numbers`)
  if (!isSizes(offsets) || offsets.length !== 2) throw broken(path, msg`${name} has no pair of offsets`)
  const [start, end] = offsets as [number, number]
  const bytes = shape.reduce((a, b) => a * b, elementSize[dtype])
  if (end - start !== bytes)
    throw broken(
      path,
      msg`${name} [${shape.join(', ')}] of ${dtype} needs ${bytes} bytes, but its offsets hold ${end - start}`,
    )
  return { dtype, shape, offsets: [start, end] }
}

/** Tensors must lie side by side: no byte belongs to two of them, or to none. */
function expectFullCover(path: string, entries: Readonly<Record<string, TensorEntry>>, dataBytes: number): void {
  let end = 0
  const byPlace = Object.entries(entries).sort(
    ([, a], [, b]) => a.offsets[0] - b.offsets[0] || a.offsets[1] - b.offsets[1],
  )
  for (const [name, { offsets }] of byPlace) {
    if (offsets[0] < end) throw broken(path, msg`${name} overlaps the tensor before it (byte ${offsets[0]} < ${end})`)
    if (offsets[0] > end) throw broken(path, msg`bytes ${end} to ${offsets[0]} before ${name} belong to no tensor`)
    end = offsets[1]
  }
  if (end !== dataBytes)
    throw broken(
      path,
      msg`its tensors take ${end} bytes, but ${dataBytes} follow the header (cut short or appended to?)`,
    )
}

function typeOf(data: TensorData): ElementType {
  if (data instanceof Float32Array) return 'F32'
  if (data instanceof Int32Array) return 'I32'
  return data instanceof BigInt64Array ? 'I64' : 'U8'
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every(size => Number.isSafeInteger(size) && size >= 0)

/** What is said of a file that is damaged. */
export function broken(path: string, what: Phrase, cause?: unknown): InstarError {
  return new InstarError(msg`${path} is not a whole safetensors file: ${what}`, { cause })
}
