import { crc32 } from 'node:zlib'
import type { ParameterSpecs, ParameterValue } from '../../src/nn/index.ts'

/** The numbers of formula.py: a linear congruential sequence seeded by the name's CRC-32, of the given deviation. */
export function formula(name: string, size: number, deviation: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(size)
  let state = crc32(name)
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    values[i] = (state / 2 ** 32 - 0.5) * deviation * 12 ** 0.5
  }
  return values
}

/** Gains around 1, biases around 0, matrices that keep the size of activations: `formula_parameter` of formula.py. */
export function formulaParameters(specs: ParameterSpecs): Record<string, ParameterValue> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => {
      const size = shape.reduce((a, b) => a * b, 1)
      if (shape.length > 1)
        return [name, { shape, data: formula(name, size, name.includes('embed') ? 0.5 : shape[1]! ** -0.5) }]
      const gain = name.endsWith('weight') ? 1 : 0
      return [name, { shape, data: formula(name, size, 0.1).map(value => value + gain) }]
    }),
  )
}
