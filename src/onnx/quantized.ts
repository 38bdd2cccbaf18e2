import type { Attributes } from '../graph/index.ts'
import { type Emitter, microsoft } from './emitter.ts'

/** TensorProto.DataType of the ONNX schema; no tensor of a graph of ours has these. */
const unsignedByte = 2
const signedByte = 3

/** The largest level of a symmetric scale. */
const levels = 127

/** A row or matrix of zeros gets a scale as if this were its largest value. */
const smallest = 1e-30

/**
 * A product of 8-bit integers. Bytes times signed bytes is the one form that ONNX Runtime computes fast (signed times
 * signed took eight times as long), `MatMulIntegerToFloat` needs no second pass to scale what comes out, and quantising
 * along an axis took thirty times as long as dividing by the row's scale first.
 */
export function emitQuantizedMatmul(
  emitter: Emitter,
  [a, b, bias]: readonly string[],
  { transposeA, transposeB, scales }: Attributes['quantizedMatmul'],
): string {
  const left = scales === 'rows' ? quantizedRows(emitter, a!) : quantized(emitter, a!)
  const summedRows = transposeA && left.rows !== undefined
  const right = symmetric(emitter, summedRows ? one(emitter, 'Mul', [b!, left.rows]) : b!)
  const integers = [
    transposeA ? transposed(emitter, left.bytes) : left.bytes,
    transposeB ? transposed(emitter, right.bytes) : right.bytes,
  ]
  const scaling = [left.scale, right.scale, left.zeroPoint]
  const inOne = bias !== undefined && left.rows === undefined ? ['', bias] : []
  const product = one(emitter, 'MatMulIntegerToFloat', [...integers, ...scaling, ...inOne], {}, microsoft)
  if (left.rows === undefined) return product
  const scaled = transposeA ? product : one(emitter, 'Mul', [product, left.rows])
  return bias === undefined ? scaled : one(emitter, 'Add', [scaled, bias])
}

interface Quantized {
  readonly bytes: string
  readonly scale: string
  readonly zeroPoint: string
  /** What each row was divided by, [.., 1]. */
  readonly rows?: string
}

/** Values between the smallest and the largest, 0 among them, as 0 .. 255. */
function quantized(emitter: Emitter, x: string): Quantized {
  const [bytes, scale, zeroPoint] = emitter.emit('DynamicQuantizeLinear', [x], { outputs: 3 })
  return { bytes: bytes!, scale: scale!, zeroPoint: zeroPoint! }
}

/** Every row over its largest magnitude, as 1 .. 255 around 128. */
function quantizedRows(emitter: Emitter, x: string): Quantized {
  const rows = largest(emitter, x, 'rows')
  const middle = emitter.constant({ data: Int32Array.of(levels + 1), dims: [], dtype: 'int32' })
  const zeroPoint = one(emitter, 'Cast', [middle], { to: unsignedByte })
  const scale = emitter.scalar(1 / levels)
  const bytes = one(emitter, 'QuantizeLinear', [one(emitter, 'Div', [x, rows]), scale, zeroPoint])
  return { bytes, scale, zeroPoint, rows }
}

/** Values over the largest magnitude, as -127 .. 127. */
function symmetric(emitter: Emitter, x: string): { readonly bytes: string; readonly scale: string } {
  const scale = one(emitter, 'Mul', [largest(emitter, x, 'all'), emitter.scalar(1 / levels)])
  return { bytes: one(emitter, 'QuantizeLinear', [x, scale], { output_dtype: signedByte }), scale }
}

/** The largest magnitude of each row [.., 1], or of all values. */
function largest(emitter: Emitter, x: string, of: 'rows' | 'all'): string {
  const inputs = of === 'rows' ? [x, emitter.integers([-1])] : [x]
  const extreme = (op: string) => one(emitter, op, inputs, { keepdims: of === 'rows' ? 1 : 0 })
  const [high, low] = [extreme('ReduceMax'), extreme('ReduceMin')]
  return one(emitter, 'Max', [high, one(emitter, 'Neg', [low]), emitter.scalar(smallest)])
}

function transposed(emitter: Emitter, matrix: string): string {
  return one(emitter, 'Transpose', [matrix], { perm: [1, 0] })
}

function one(
  emitter: Emitter,
  op: string,
  inputs: readonly string[],
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
  domain = '',
): string {
  return emitter.emit(op, inputs, { attributes, domain })[0]!
}
