import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { InstarError } from '../errors/index.ts'
import { decodeElements } from './elements.ts'
import { parseHeader, type TensorValue } from './safetensors.ts'
import { readSafetensors, readSafetensorsHeader, writeSafetensors } from './safetensors-file.ts'
import { readState, writeState } from './state.ts'

let folder: string
let path: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-safetensors-'))
  path = join(folder, 'file.safetensors')
})
afterAll(() => rm(folder, { recursive: true }))

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })
const tensor: fc.Arbitrary<TensorValue> = shapes.chain(shape => {
  const size = shape.reduce((a, b) => a * b, 1)
  const exactly = { minLength: size, maxLength: size }
  return fc
    .oneof(fc.float32Array(exactly), fc.int32Array(exactly), fc.uint8Array(exactly), fc.bigInt64Array(exactly))
    .map(data => ({ shape, data }) as TensorValue)
})
const names = fc
  .string({ unit: 'grapheme', maxLength: 8 })
  .filter(name => name !== '__metadata__' && name !== '__proto__')
const tensors = fc.dictionary(names, tensor, { maxKeys: 5, noNullPrototype: true })

const example: Record<string, TensorValue> = {
  b: { shape: [2, 2], data: Float32Array.of(1, -2, 3.5, 4) },
  a: { shape: [3], data: Int32Array.of(7, 8, 9) },
  c: { shape: [], data: Float32Array.of(0.25) },
}

test('what is written is read back: values, types, shapes and metadata', async () => {
  await fc.assert(
    fc.asyncProperty(tensors, async written => {
      await writeSafetensors(path, written, { format: 'pt' })
      const read = await readSafetensors(path)
      expect(read.metadata).toEqual({ format: 'pt' })
      expect(read.tensors).toEqual(written)
    }),
    { numRuns: 50 },
  )
})

test('a file cut at any byte is one clear error', async () => {
  await writeSafetensors(path, example)
  const whole = await readFile(path)
  const cutPath = join(folder, 'cut.safetensors')
  for (let length = 0; length < whole.length; length++) {
    await writeFile(cutPath, whole.subarray(0, length))
    await expect(readSafetensors(cutPath)).rejects.toThrow(/cut\.safetensors is not a whole safetensors file: /)
  }
})

test('a header that lies is refused with the entry that does not fit', () => {
  const parse =
    (entries: object, bytes = 8) =>
    () =>
      parseHeader('x', JSON.stringify(entries), 0, bytes)
  const entry = (shape: number[], start: number, end: number, dtype = 'F32') => ({
    dtype,
    shape,
    data_offsets: [start, end],
  })
  expect(parse({ a: entry([2], 0, 8) })).not.toThrow()
  expect(parse({ a: entry([3], 0, 8) })).toThrow('a [3] of F32 needs 12 bytes, but its offsets hold 8')
  expect(parse({ a: entry([2], 0, 8), b: entry([1], 4, 8) })).toThrow('b overlaps the tensor before it (byte 4 < 8)')
  expect(parse({ a: entry([1], 4, 8) })).toThrow('bytes 0 to 4 before a belong to no tensor')
  expect(parse({ a: entry([1], 0, 4) })).toThrow('its tensors take 4 bytes, but 8 follow')
  expect(parse({ a: entry([1], 0, 4, 'Q4') })).toThrow('a has the unknown type "Q4"')
  expect(parse({ a: entry([-1], 0, 4) })).toThrow('a has no shape of whole numbers')
  expect(parse({ a: { dtype: 'F32', shape: [1], data_offsets: [0] } })).toThrow('a has no pair of offsets')
  expect(parse({ a: 3 })).toThrow('a has the unknown type')
  expect(() => parseHeader('x', '[]', 0, 0)).toThrow('not a JSON object')
  expect(() => parseHeader('x', '{', 0, 0)).toThrow(InstarError)
  expect(parse({ __metadata__: { n: 1 }, a: entry([2], 0, 8) })).toThrow('__metadata__ is not an object of texts')
})

test('any bytes at all are read or refused, never worse', async () => {
  const random = join(folder, 'random.safetensors')
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), fc.boolean(), async (bytes, plausible) => {
      if (plausible && bytes.length > 8) bytes.fill(0, 1, 8)
      await writeFile(random, bytes)
      await readSafetensors(random).catch(error => expect(error).toBeInstanceOf(InstarError))
    }),
    { numRuns: 100 },
  )
})

test('only the tensors asked for are read, and one that is missing is named', async () => {
  await writeSafetensors(path, example)
  expect(Object.keys((await readSafetensors(path, { names: ['c'] })).tensors)).toEqual(['c'])
  await expect(readSafetensors(path, { names: ['d'] })).rejects.toThrow(`Expected a tensor d in ${path}`)
  await expect(readSafetensors(join(folder, 'none'))).rejects.toThrow('There is no file')
  expect((await readSafetensorsHeader(path)).dataStart % 8).toBe(0)
})

test('data that does not fit its shape is refused before anything is written', async () => {
  await writeSafetensors(path, example)
  const before = await readFile(path)
  const wrong = { x: { shape: [3], data: new Float32Array(2) } }
  await expect(writeSafetensors(path, wrong)).rejects.toThrow('Expected 3 values for x [3], but found 2')
  expect(await readFile(path)).toEqual(before)
})

test('half precision widens exactly', () => {
  const half = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x03ff, 0x0400, 0x7bff, 0x7c00, 0xfc00, 0x8000, 0x3555)
  expect([...decodeElements('F16', new Uint8Array(half.buffer))]).toEqual([
    1,
    -2,
    2 ** -24,
    1023 * 2 ** -24,
    2 ** -14,
    65504,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    0.333251953125,
  ])
  expect(decodeElements('F16', new Uint8Array(Uint16Array.of(0x7e00).buffer))[0]).toBeNaN()
  const brain = Uint16Array.of(0x3f80, 0xc040, 0x0001)
  expect([...decodeElements('BF16', new Uint8Array(brain.buffer))]).toEqual([1, -3, Math.fround(2 ** -133)])
})

test('a state is read back with its notes, and one changed bit is noticed', async () => {
  const state = join(folder, 'state.safetensors')
  await writeState(state, example, { step: '12', cursor: '{"row":3}' })
  expect(await readState(state)).toEqual({ tensors: example, notes: { step: '12', cursor: '{"row":3}' } })

  const bytes = await readFile(state)
  const last = bytes.length - 1
  bytes[last] = bytes[last]! ^ 1
  await writeFile(state, bytes)
  await expect(readState(state)).rejects.toThrow('its contents do not match its checksum')

  bytes[last] = bytes[last]! ^ 1
  await writeFile(state, Buffer.from(bytes.toString('latin1').replace('"12"', '"13"'), 'latin1'))
  await expect(readState(state)).rejects.toThrow('its contents do not match its checksum')

  await writeSafetensors(state, example)
  await expect(readState(state)).rejects.toThrow('Expected a checkpoint of a run with a checksum')
})
