import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  broadcastTo,
  constant,
  gradients,
  input,
  matmul,
  mul,
  parameter,
  reshape,
  rmsNorm,
  scalarValue,
  scope,
  slice,
  sub,
  sum,
  transpose,
} from './index.ts'

describe('shapes', () => {
  test('broadcast as in numpy, also along named dimensions', () => {
    expect(add(input('a', ['B', 1, 4]), input('b', [3, 1])).shape).toEqual(['B', 3, 4])
    expect(() => add(input('a', ['B', 4]), input('b', [3]))).toThrow(
      'add: expected shapes that broadcast but found [B, 4] and [3]',
    )
    expect(() => add(input('a', ['B']), input('b', ['T']))).toThrow('found [B] and [T]')
  })

  test('reshape keeps products of named dimensions apart', () => {
    const x = input('x', ['B', 'T', 6])
    expect(reshape(reshape(x, ['6*B*T']), ['T', 3, 'B', 2]).shape).toEqual(['T', 3, 'B', 2])
    expect(() => reshape(x, ['B', 6])).toThrow(
      'reshape: expected a shape of 6*B*T elements for [B, T, 6] but found [B, 6]',
    )
  })

  test('an error names the scope, which ends with its function even if that throws', () => {
    const wrong = () => scope('layers.0', () => rmsNorm(input('x', [2, 4]), input('w', [3]), 1e-6))
    expect(wrong).toThrow('rmsNorm: expected a weight of shape [4] but found [3] (in layers.0)')
    expect(() => slice(input('x', [4]), 0, 3, 9)).toThrow(/but found 3 and 9$/)
  })

  test('any permutation is undone by its inverse', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }).chain(shape =>
          fc.tuple(
            fc.constant(shape),
            fc.shuffledSubarray(
              shape.map((_, axis) => axis),
              { minLength: shape.length, maxLength: shape.length },
            ),
          ),
        ),
        ([shape, permutation]) => {
          const inverse = permutation.map((_, axis) => permutation.indexOf(axis))
          expect(transpose(transpose(input('x', shape), permutation), inverse).shape).toEqual(shape)
        },
      ),
    )
  })
})

describe('constants', () => {
  test('arithmetic of scalars happens while the graph is built', () => {
    expect(scalarValue(mul(add(constant(2), 3), constant(4)))).toBe(20)
    const x = input('x', [3])
    expect(add(x, 0)).toBe(x)
    expect(mul(1, x)).toBe(x)
    expect(sub(x, 0)).toBe(x)
    expect(add(x, constant(0, [2, 3])).shape).toEqual([2, 3])
  })

  test('an operand repeated only to fit is not repeated in memory', () => {
    const x = input('x', [4, 3])
    const bias = input('b', [3])
    expect(add(x, broadcastTo(bias, [4, 3])).node.inputs).toEqual([x, bias])
    const both = add(broadcastTo(bias, [4, 3]), broadcastTo(bias, [4, 3]))
    expect(both.shape).toEqual([4, 3])
  })

  test('the wrong number of values is refused', () => {
    expect(() => constant([1, 2, 3], [2, 2])).toThrow('constant: expected 1 or 4 values for shape [2, 2] but found 3')
  })
})

describe('gradients', () => {
  test('have the shape of what they belong to, however operands were broadcast', () => {
    const size = fc.integer({ min: 1, max: 3 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(size, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 4 }),
        fc.nat(2),
        (dims, cut) => {
          const left = dims.map(([dim, one]) => (one ? 1 : dim))
          const right = dims.map(([dim, , one]) => (one ? 1 : dim)).slice(Math.min(cut, dims.length - 1))
          const [a, b] = [input('a', left), input('b', right)]
          const found = gradients(sum(mul(a, add(a, b))), [a, b])
          expect(found.map(({ shape }) => shape)).toEqual([left, right])
        },
      ),
    )
  })

  test('of batched and grouped products have the shapes of the factors', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (transposeA, transposeB, grouped) => {
        const swap = (shape: number[], swapped: boolean) =>
          swapped ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape
        const a = input('a', swap([2, 3, 4, 5], transposeA))
        const b = input('b', swap(grouped ? [2, 1, 5, 6] : [5, 6], transposeB))
        const found = gradients(sum(matmul(a, b, { transposeA, transposeB })), [a, b])
        expect(found.map(({ shape }) => shape)).toEqual([a.shape, b.shape])
      }),
    )
  })

  test('are zero for what the loss does not depend on', () => {
    const unused = parameter('unused', [2, 2])
    const [zero] = gradients(sum(input('x', [3])), [unused])
    expect([zero!.shape, scalarValue(zero!)]).toEqual([[2, 2], 0])
  })

  test('need a loss of one element', () => {
    expect(() => gradients(input('x', [3]), [])).toThrow(
      'gradients: expected a loss of one float32 but found float32 [3]',
    )
  })
})
