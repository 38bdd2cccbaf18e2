/**
 * Dropout whose choices are a pure function of a key and the place (Srivastava et al. 2014), so that a resumed run drops
 * what an unbroken one does. ONNX's own random operators start again with every session.
 */
import { msg, usageError } from '../errors/index.ts'
import {
  add,
  bitwiseXor,
  constant,
  greaterEqual,
  iota,
  mul,
  reshape,
  shiftRight,
  slice,
  type Tensor,
  unsqueeze,
  where,
} from '../graph/index.ts'
import { random } from '../random/index.ts'

/** What to feed as the key of a step: int32 [2], from (seed, stage, step). */
export function dropoutKey(...key: readonly (string | number)[]): {
  readonly shape: readonly number[]
  readonly data: Int32Array
} {
  const stream = random(...key, 'dropout')
  return { shape: [2], data: Int32Array.from([0, 1], () => stream.integer(2 ** 32) | 0) }
}

/**
 * Zeros at the share `rate` of the elements, the others times 1 / (1 - rate).
 *
 * Every row (all axes but the last) and every column has a number from a hash of its place; an element stays where the
 * product of both, as a signed int32, is above a threshold. Two passes over memory, where a hash per element takes ten.
 *
 * @param key_2 int32 [2], from {@link dropoutKey}: other choices at every step
 * @param site a name of its own for every use in a model, `'layers.0.mlp'`
 * @throws InstarError where the rate is not at least 0 and below 1.
 */
export function dropout(x: Tensor, rate: number, key_2: Tensor, site: string): Tensor {
  if (!(rate >= 0 && rate < 1)) throw usageError(msg`Expected a dropout rate from 0 to below 1, but found ${rate}`)
  if (rate === 0) return x
  const own = random(site)
  const word = (index: number) =>
    bitwiseXor(reshape(slice(key_2, 0, index, index + 1), []), constant(own.integer(2 ** 32) | 0, [], 'int32'))
  const last = x.shape.length - 1
  let rows = word(0)
  for (let axis = 0; axis < last; axis++) rows = mixed(add(unsqueeze(rows, -1), spread(iota(x, axis))))
  const columns = mixed(add(word(1), spread(iota(x, last))))
  // Odd numbers are units of the ring of int32, so a product with one takes every value once.
  const odd = (bits: Tensor) => add(mul(bits, 2), 1)
  const threshold = Math.round((rate - 0.5) * 2 ** 32)
  const kept = greaterEqual(mul(unsqueeze(odd(rows), -1), odd(columns)), threshold)
  return mul(x, where(kept, constant(1 / (1 - rate)), constant(0)))
}

/** Neighbouring places far apart: times 2³² over the golden ratio. */
const spread = (places: Tensor): Tensor => mul(places, 0x9e3779b9 | 0)

/** The finaliser of MurmurHash3 (Appleby 2011), as in `src/random`: every input bit reaches every output bit. */
function mixed(bits: Tensor): Tensor {
  const first = mul(bitwiseXor(bits, shiftRight(bits, 16)), 0x85ebca6b | 0)
  const second = mul(bitwiseXor(first, shiftRight(first, 13)), 0xc2b2ae35 | 0)
  return bitwiseXor(second, shiftRight(second, 16))
}
