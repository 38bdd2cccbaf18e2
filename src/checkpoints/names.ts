/**
 * Between our state and the tensors of Hugging Face's files. Qwen3 and Llama are stored under the names and in the
 * layouts that we use ourselves. GPT-2 is stored transposed (its `Conv1D` is [in, out]), with query, key and value in
 * one matrix; apart, each is a matrix of its own for Muon, and nothing has to be split at every step.
 */
import { InstarError, msg } from '../errors/index.ts'
import { type DecoderConfig, decoderParameters } from '../models/index.ts'
import type { ParameterValue } from '../nn/index.ts'

type Values = Readonly<Record<string, ParameterValue>>

/** Finds a stored tensor. */
export type Lookup = (name: string) => ParameterValue

/** Where one of our parameters lies in a GPT-2 file: the part of equal thirds of the columns, if not the whole. */
interface Place {
  readonly name: string
  readonly transposed: boolean
  readonly part?: 0 | 1 | 2
}

const gpt2Modules: Readonly<Record<string, Omit<Place, 'name'> & { readonly module: string }>> = {
  input_layernorm: { module: 'ln_1', transposed: false },
  post_attention_layernorm: { module: 'ln_2', transposed: false },
  'self_attn.q_proj': { module: 'attn.c_attn', transposed: true, part: 0 },
  'self_attn.k_proj': { module: 'attn.c_attn', transposed: true, part: 1 },
  'self_attn.v_proj': { module: 'attn.c_attn', transposed: true, part: 2 },
  'self_attn.o_proj': { module: 'attn.c_proj', transposed: true },
  'mlp.up_proj': { module: 'mlp.c_fc', transposed: true },
  'mlp.down_proj': { module: 'mlp.c_proj', transposed: true },
}

const gpt2Tops: Readonly<Record<string, string>> = {
  'model.embed_tokens.weight': 'transformer.wte.weight',
  'model.embed_positions.weight': 'transformer.wpe.weight',
  'model.norm.weight': 'transformer.ln_f.weight',
  'model.norm.bias': 'transformer.ln_f.bias',
  'lm_head.weight': 'lm_head.weight',
}

function gpt2Place(name: string): Place {
  const top = gpt2Tops[name]
  if (top !== undefined) return { name: top, transposed: false }
  const [, layer, path, kind] = /^model\.layers\.(\d+)\.(.+)\.(weight|bias)$/.exec(name) ?? []
  const found = path === undefined ? undefined : gpt2Modules[path]
  if (found === undefined) throw new InstarError(msg`Expected a GPT-2 parameter, but found ${name}`)
  const { module, ...place } = found
  return { ...place, name: `transformer.h.${layer}.${module}.${kind}` }
}

/** All parameters of a decoder out of stored tensors. @throws InstarError where a shape differs. */
export function fromStored(config: DecoderConfig, stored: Lookup): Record<string, ParameterValue> {
  return Object.fromEntries(
    Object.entries(decoderParameters(config)).map(([name, { shape }]) => {
      const place: Place = config.style === 'gpt2' ? gpt2Place(name) : { name, transposed: false }
      const value = placed(stored(place.name), place)
      if (value.shape.length !== shape.length || value.shape.some((size, axis) => size !== shape[axis]))
        throw new InstarError(
          msg`Expected ${place.name} to give [${shape.join(', ')}] for this config, but found [${value.shape.join(', ')}]`,
        )
      return [name, value]
    }),
  )
}

function placed(value: ParameterValue, { transposed, part }: Place): ParameterValue {
  const columns = value.shape.at(-1)!
  const width = part === undefined ? columns : columns / 3
  const first = (part ?? 0) * width
  if (value.shape.length === 1) return { shape: [width], data: value.data.slice(first, first + width) }
  if (!transposed) return value
  const rows = value.shape[0]!
  const data = new Float32Array(rows * width)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++)
      data[column * rows + row] = value.data[row * columns + first + column]!
  return { shape: [width, rows], data }
}

/** The tensors to store for a decoder's parameters. @throws InstarError where one is missing or has another shape. */
export function toStored(config: DecoderConfig, parameters: Values): Record<string, ParameterValue> {
  const stored: Record<string, ParameterValue> = {}
  for (const [name, { shape }] of Object.entries(decoderParameters(config))) {
    const value = parameters[name]
    if (value === undefined || value.data.length !== shape.reduce((a, b) => a * b, 1))
      throw new InstarError(msg`Expected ${name} of shape [${shape.join(', ')}], but found ${describe(value)}`)
    const place: Place = config.style === 'gpt2' ? gpt2Place(name) : { name, transposed: false }
    stored[place.name] = merged(stored[place.name], { shape, data: value.data }, place)
  }
  return stored
}

const describe = (value: ParameterValue | undefined) =>
  value === undefined ? msg`none` : `[${value.shape.join(', ')}]`

/** Puts a parameter into its place of a stored tensor, which the first of its parts creates. */
function merged(
  target: ParameterValue | undefined,
  value: ParameterValue,
  { transposed, part }: Place,
): ParameterValue {
  if (part === undefined && !(transposed && value.shape.length === 2)) return value
  const [width, rows] = value.shape.length === 2 ? (value.shape as readonly [number, number]) : [value.shape[0]!, 1]
  const columns = part === undefined ? width : 3 * width
  const shape = value.shape.length === 2 ? [rows, columns] : [columns]
  const data = target?.data ?? new Float32Array(rows * columns)
  const first = (part ?? 0) * width
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++)
      data[row * columns + first + column] = value.data[column * rows + row]!
  return { shape, data }
}
