import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Dim, fillLike, gradients, input, sum } from '../graph/index.ts'
import { type Device, openDevice } from '../runtime/index.ts'
import { dropout, dropoutKey } from './dropout.ts'

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 1 })
})
afterAll(() => device.close())

/** What dropout makes of ones, with the sizes known when the graph is built, or not. */
async function masks(
  shape: readonly number[],
  rate: number,
  keys: readonly ReturnType<typeof dropoutKey>[],
  site = 'layers.0',
  dims: readonly Dim[] = shape,
): Promise<Float32Array[]> {
  const x = input('x', dims)
  const y = dropout(fillLike(x, 1), rate, input('key', [2], 'int32'), site)
  const program = await device.compile({ outputs: { y }, updates: new Map() })
  const size = shape.reduce((a, b) => a * b, 1)
  const found: Float32Array[] = []
  for (const key of keys) {
    found.push((await program.run({ key, x: { shape, data: new Float32Array(size) } })).y!.data as Float32Array)
  }
  await program.release()
  return found
}

const share = (values: ArrayLike<number>) =>
  Array.from(values).filter(value => value === 0).length / Math.max(1, values.length)

test('a pure function of key, site and place, whether sizes are known or not', async () => {
  const shape = [3, 5, 64]
  const [a, b] = [dropoutKey(1, 'base', 7), dropoutKey(1, 'base', 8)]
  const [first, other, again] = await masks(shape, 0.3, [a, b, a])
  expect(again).toEqual(first)
  expect(other).not.toEqual(first)
  expect((await masks(shape, 0.3, [a], 'layers.1'))[0]).not.toEqual(first)
  expect((await masks(shape, 0.3, [a], 'layers.0', ['B', 'T', 64]))[0]).toEqual(first)
  expect(new Set(first)).toEqual(new Set([0, Math.fround(1 / 0.7)]))
})

test('the rate holds overall, in rows and in columns, and neighbours do not know of each other', async () => {
  const [rows, columns] = [300, 200]
  for (const rate of [0.1, 0.5]) {
    const found = await masks(
      [rows, columns],
      rate,
      [0, 1, 2, 3].map(step => dropoutKey(5, 'base', step)),
    )
    for (const mask of found) {
      const dropped = (row: number, column: number) => (mask[row * columns + column] === 0 ? 1 : 0)
      // Five standard deviations of a mean of independent choices.
      const bound = (count: number, p = rate) => 5 * Math.sqrt((p * (1 - p)) / count)
      expect(Math.abs(share(mask) - rate)).toBeLessThan(bound(rows * columns))
      for (let row = 0; row < rows; row++) {
        const inRow = mask.subarray(row * columns, (row + 1) * columns)
        expect(Math.abs(share(inRow) - rate)).toBeLessThan(bound(columns))
      }
      for (let column = 0; column < columns; column++) {
        const inColumn = Array.from({ length: rows }, (_, row) => mask[row * columns + column]!)
        expect(Math.abs(share(inColumn) - rate)).toBeLessThan(bound(rows))
      }
      // Pairs beside and below each other, and the four corners of rectangles, which share their rows' and columns' numbers.
      const together = (places: (row: number, column: number) => readonly (readonly [number, number])[]) => {
        let count = 0
        for (let row = 0; row < rows - 7; row++)
          for (let column = 0; column < columns - 3; column++)
            if (places(row, column).every(([r, c]) => dropped(r, c) === 1)) count += 1
        return count / ((rows - 7) * (columns - 3))
      }
      const samples = (rows - 7) * (columns - 3)
      for (const [corners, places] of [
        [
          2,
          (r: number, c: number) =>
            [
              [r, c],
              [r, c + 1],
            ] as const,
        ],
        [
          2,
          (r: number, c: number) =>
            [
              [r, c],
              [r + 1, c],
            ] as const,
        ],
        [
          4,
          (r: number, c: number) =>
            [
              [r, c],
              [r, c + 3],
              [r + 7, c],
              [r + 7, c + 3],
            ] as const,
        ],
      ] as const)
        expect(Math.abs(together(places) - rate ** corners)).toBeLessThan(bound(samples, rate ** corners) * 1.5)
    }
  }
})

test('what is kept grows so that the mean stays; the gradient is the mask itself', async () => {
  const x = input('x', [40, 50])
  const y = dropout(x, 0.25, input('key', [2], 'int32'), 'a')
  const [slope] = gradients(sum(y), [x])
  const program = await device.compile({ outputs: { y, slope: slope! }, updates: new Map() })
  const ones = { shape: [40, 50], data: new Float32Array(2000).fill(1) }
  const found = await program.run({ x: ones, key: dropoutKey(3) })
  await program.release()
  expect(found.slope).toEqual(found.y)
  const mean = (found.y!.data as Float32Array).reduce((a, b) => a + b, 0) / 2000
  expect(Math.abs(mean - 1)).toBeLessThan(0.07)
})

test('rate 0 is no operator at all, and rate 1 is refused', () => {
  const [x, key] = [input('x', [4]), input('key', [2], 'int32')]
  expect(dropout(x, 0, key, 'a')).toBe(x)
  expect(() => dropout(x, 1, key, 'a')).toThrow('Expected a dropout rate from 0 to below 1, but found 1')
})
