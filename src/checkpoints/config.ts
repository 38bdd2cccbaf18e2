/** `config.json` and `generation_config.json` of Hugging Face's transformers, both ways. */
import { InstarError, msg, type Phrase } from '../errors/index.ts'
import { type DecoderConfig, type DecoderStyle, decoderConfig } from '../models/index.ts'

/** The ids and defaults with which a model is sampled. */
export interface GenerationConfig {
  /** Any of these ends an answer. */
  readonly stop: readonly number[]
  /** Fills rows of a batch. */
  readonly padding?: number
  readonly temperature?: number
  readonly topK?: number
  readonly topP?: number
}

type Json = Readonly<Record<string, unknown>>

const architectures: { readonly [S in DecoderStyle]: string } = {
  qwen3: 'Qwen3ForCausalLM',
  llama: 'LlamaForCausalLM',
  gpt2: 'GPT2LMHeadModel',
}

/** The `config.json` that makes transformers build the same decoder. */
export function configToHuggingFace(config: DecoderConfig, generation: GenerationConfig): Json {
  const shared = {
    architectures: [architectures[config.style]],
    model_type: config.style,
    vocab_size: config.vocabularySize,
    tie_word_embeddings: config.tieEmbeddings,
    dtype: 'float32',
    bos_token_id: null,
    eos_token_id: stopIds(generation),
    pad_token_id: generation.padding ?? null,
  }
  if (config.style === 'gpt2')
    return {
      ...shared,
      n_positions: config.contextLength,
      n_layer: config.layers,
      n_embd: config.width,
      n_head: config.heads,
      n_inner: config.hiddenWidth,
      layer_norm_epsilon: config.normEpsilon,
      activation_function: 'gelu_new',
    }
  return {
    ...shared,
    max_position_embeddings: config.contextLength,
    num_hidden_layers: config.layers,
    hidden_size: config.width,
    num_attention_heads: config.heads,
    num_key_value_heads: config.keyValueHeads,
    head_dim: config.headWidth,
    intermediate_size: config.hiddenWidth,
    hidden_act: 'silu',
    rms_norm_eps: config.normEpsilon,
    attention_bias: false,
    // transformers 4 reads the first, transformers 5 the second
    rope_theta: config.ropeTheta,
    rope_parameters: { rope_type: 'default', rope_theta: config.ropeTheta },
  }
}

/** One id alone, several as a list: the form that every reader of these files knows. */
function stopIds({ stop }: GenerationConfig): number | readonly number[] | null {
  return stop.length > 1 ? stop : (stop[0] ?? null)
}

/**
 * The decoder that a `config.json` describes.
 *
 * @param path for messages
 * @throws InstarError naming the field that is missing, or that asks for something we do not compute.
 */
export function configFromHuggingFace(json: unknown, path: string): DecoderConfig {
  const fields = expectObject(json, path)
  const number = (name: string, fallback?: number): number => {
    const value = fields[name] ?? fallback
    if (typeof value !== 'number')
      throw new InstarError(msg`Expected a number ${name} in ${path}, but found ${shown(value)}`)
    return value
  }
  const expectValue = (name: string, ...allowed: readonly unknown[]) => {
    if (!allowed.includes(fields[name]))
      throw new InstarError(
        msg`Expected ${name} in ${path} to be ${shown(allowed[0])}, but found ${shown(fields[name])}, which is not supported`,
      )
  }
  const style = fields.model_type
  if (!isStyle(style))
    throw new InstarError(
      msg`Expected model_type ${Object.keys(architectures).join(', ')} in ${path}, but found ${shown(style)}`,
    )
  const vocabularySize = number('vocab_size')
  if (style === 'gpt2') {
    expectValue('activation_function', 'gelu_new', undefined)
    expectValue('scale_attn_weights', true, undefined)
    expectValue('scale_attn_by_inverse_layer_idx', false, undefined)
    const width = number('n_embd')
    return configOf(path, {
      style,
      vocabularySize,
      width,
      contextLength: number('n_positions', 1024),
      layers: number('n_layer'),
      heads: number('n_head'),
      hiddenWidth: number('n_inner', 4 * width),
      normEpsilon: number('layer_norm_epsilon', 1e-5),
      tieEmbeddings: fields.tie_word_embeddings !== false,
    })
  }
  expectValue('hidden_act', 'silu', undefined)
  expectValue('attention_bias', false, undefined)
  expectValue('mlp_bias', false, undefined)
  expectValue('use_sliding_window', false, undefined, null)
  const [width, heads] = [number('hidden_size'), number('num_attention_heads')]
  return configOf(path, {
    style,
    vocabularySize,
    width,
    heads,
    contextLength: number('max_position_embeddings'),
    layers: number('num_hidden_layers'),
    keyValueHeads: number('num_key_value_heads', heads),
    headWidth: number('head_dim', style === 'qwen3' ? 128 : width / heads),
    hiddenWidth: number('intermediate_size'),
    normEpsilon: number('rms_norm_eps', 1e-6),
    ropeTheta: rotaryBase(fields, path),
    tieEmbeddings: fields.tie_word_embeddings === true,
  })
}

/** @throws InstarError naming the file, where its sizes do not fit together. */
function configOf(path: string, partial: Parameters<typeof decoderConfig>[0]): DecoderConfig {
  try {
    return decoderConfig(partial)
  } catch (cause) {
    if (!(cause instanceof InstarError)) throw cause
    throw new InstarError(msg`${cause} (in ${path})`, { cause })
  }
}

function rotaryBase(fields: Json, path: string): number {
  const rotary = { ...optionalObject(fields.rope_scaling), ...optionalObject(fields.rope_parameters) }
  const kind = rotary.rope_type ?? rotary.type ?? 'default'
  if (kind !== 'default')
    throw new InstarError(
      msg`Expected plain rotary positions in ${path}, but found the scaling ${shown(kind)}, which is not supported`,
    )
  const theta = rotary.rope_theta ?? fields.rope_theta ?? 10_000
  if (typeof theta !== 'number')
    throw new InstarError(msg`Expected a number rope_theta in ${path}, but found ${shown(theta)}`)
  return theta
}

export function generationToHuggingFace(generation: GenerationConfig): Json {
  const { padding, temperature, topK, topP } = generation
  return {
    eos_token_id: stopIds(generation),
    ...(padding === undefined ? {} : { pad_token_id: padding }),
    do_sample: temperature !== undefined && temperature > 0,
    ...(temperature === undefined || temperature === 0 ? {} : { temperature }),
    ...(topK === undefined ? {} : { top_k: topK }),
    ...(topP === undefined ? {} : { top_p: topP }),
  }
}

/** @throws InstarError where a field has another type. */
export function generationFromHuggingFace(json: unknown, path: string): GenerationConfig {
  const fields = expectObject(json, path)
  const optional = <Name extends string>(name: Name, from: string): { [N in Name]?: number } => {
    const value = fields[from]
    if (value === undefined || value === null) return {}
    if (typeof value !== 'number')
      throw new InstarError(msg`Expected a number ${from} in ${path}, but found ${shown(value)}`)
    return { [name]: value } as { [N in Name]?: number }
  }
  const stop = [fields.eos_token_id ?? []].flat()
  if (!stop.every(id => typeof id === 'number'))
    throw new InstarError(msg`Expected token ids in eos_token_id of ${path}, but found ${shown(fields.eos_token_id)}`)
  return {
    stop: stop as number[],
    ...optional('padding', 'pad_token_id'),
    ...(fields.do_sample === false ? { temperature: 0 } : optional('temperature', 'temperature')),
    ...optional('topK', 'top_k'),
    ...optional('topP', 'top_p'),
  }
}

const isStyle = (value: unknown): value is DecoderStyle =>
  typeof value === 'string' && Object.hasOwn(architectures, value)

const optionalObject = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})

function expectObject(json: unknown, path: string): Json {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new InstarError(msg`Expected a JSON object in ${path}, but found ${shown(json)}`)
  return json as Json
}

const shown = (value: unknown): Phrase => (value === undefined ? msg`nothing` : JSON.stringify(value))
