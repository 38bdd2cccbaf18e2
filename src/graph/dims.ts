import type { Dim, Shape } from './tensor.ts'

/**
 * The number of elements of a shape: a number, or a canonical product such as `'4*B*T'` (coefficient first, names in
 * alphabetical order), so that two products are equal exactly if their strings are.
 */
export function product(dims: Shape): Dim {
  let coefficient = 1
  const names: string[] = []
  for (const dim of dims) {
    for (const factor of typeof dim === 'number' ? [dim] : dim.split('*')) {
      const value = Number(factor)
      if (Number.isNaN(value)) names.push(String(factor))
      else coefficient *= value
    }
  }
  if (names.length === 0) return coefficient
  names.sort()
  return coefficient === 1 ? names.join('*') : `${coefficient}*${names.join('*')}`
}

/** The size of a shape that must be static, or undefined where a dimension is dynamic. */
export function staticSize(shape: Shape): number | undefined {
  const size = product(shape)
  return typeof size === 'number' ? size : undefined
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis])
}

/** The numpy broadcast of two shapes, or undefined where they do not fit. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length)
  const result: Dim[] = []
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1
    const right = b[axis - rank + b.length] ?? 1
    if (left === right || right === 1) result.push(left)
    else if (left === 1) result.push(right)
    else return undefined
  }
  return result
}

/** Turns a negative axis into the one it means; undefined where it is out of range. */
export function normaliseAxis(axis: number, rank: number): number | undefined {
  const positive = axis < 0 ? axis + rank : axis
  return Number.isInteger(axis) && positive >= 0 && positive < rank ? positive : undefined
}
