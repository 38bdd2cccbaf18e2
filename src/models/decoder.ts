/**
 * The decoder-only transformer: Qwen3 (default), Llama and GPT-2 shapes in one file. Training, scoring and cached
 * decoding read the same weights under Hugging Face's names.
 *
 * Legend: B batch or streams, T time, H query heads, K key and value heads, D width of a head, C model width,
 * F hidden width, V vocabulary, L context length.
 */
import { InstarError, msg } from '../errors/index.ts'
import {
  add,
  type Graph,
  gather,
  groupedQueryAttention,
  input,
  layerNorm,
  matmul,
  parameter,
  recomputed,
  reshape,
  rmsNorm,
  scope,
  type Tensor,
} from '../graph/index.ts'
import {
  addPositions,
  type CrossEntropyOptions,
  causalBias,
  causalBlocks,
  chunkedCrossEntropy,
  crossEntropy,
  declareParameters,
  type Initial,
  mlp,
  multiHeadAttention,
  type ParameterRole,
  type ParameterSpec,
  type ParameterSpecs,
  type Parameters,
  type ParameterValue,
  type Precision,
  type Projection,
  parameterNamed,
  prefixBias,
  project,
  rotaryAt,
  rotaryTables,
} from '../nn/index.ts'
import { type DecoderConfig, styleTraits } from './config.ts'

/**
 * Names, shapes, roles and first values of all parameters. Matrices start with deviation 1/sqrt(inputs), so that
 * activations keep their size; those that write to the residual stream start at 0, so that every block begins as the
 * identity and depth costs no stability (Zhang, Dauphin and Ma 2019, "Fixup").
 */
export function decoderParameters(config: DecoderConfig): ParameterSpecs {
  const { width, heads, keyValueHeads, headWidth, hiddenWidth, vocabularySize } = config
  const traits = styleTraits[config.style]
  const specs: Record<string, ParameterSpec> = {}
  const zeros: Initial = { kind: 'zeros' }
  const normal = (deviation: number): Initial => ({ kind: 'normal', deviation })
  const table = (name: string, rows: number, role: ParameterRole, deviation: number) => {
    specs[name] = { shape: [rows, width], role, initial: normal(deviation) }
  }
  const matrix = (name: string, out: number, from: number, initial = normal(1 / Math.sqrt(from))) => {
    specs[`${name}.weight`] = { shape: [out, from], role: 'matrix', initial }
    if (traits.biases) specs[`${name}.bias`] = { shape: [out], role: 'bias', initial: zeros }
  }
  const norm = (name: string, size: number) => {
    specs[`${name}.weight`] = { shape: [size], role: 'norm', initial: { kind: 'ones' } }
    if (traits.norm === 'layer') specs[`${name}.bias`] = { shape: [size], role: 'bias', initial: zeros }
  }

  table('model.embed_tokens.weight', vocabularySize, 'embedding', 0.02)
  if (traits.positions === 'learned') table('model.embed_positions.weight', config.contextLength, 'embedding', 0.02)
  for (let layer = 0; layer < config.layers; layer++) {
    const at = `model.layers.${layer}`
    norm(`${at}.input_layernorm`, width)
    matrix(`${at}.self_attn.q_proj`, heads * headWidth, width)
    matrix(`${at}.self_attn.k_proj`, keyValueHeads * headWidth, width)
    matrix(`${at}.self_attn.v_proj`, keyValueHeads * headWidth, width)
    matrix(`${at}.self_attn.o_proj`, width, heads * headWidth, zeros)
    if (traits.queryKeyNorm) {
      norm(`${at}.self_attn.q_norm`, headWidth)
      norm(`${at}.self_attn.k_norm`, headWidth)
    }
    norm(`${at}.post_attention_layernorm`, width)
    if (traits.gatedMlp) matrix(`${at}.mlp.gate_proj`, hiddenWidth, width)
    matrix(`${at}.mlp.up_proj`, hiddenWidth, width)
    matrix(`${at}.mlp.down_proj`, width, hiddenWidth, zeros)
  }
  norm('model.norm', width)
  if (!config.tieEmbeddings) table('lm_head.weight', vocabularySize, 'head', 0.02)
  return specs
}

/** What one layer's attention sees: queries [.., H, D], keys and values [.., K, D]; gives [.., H · D]. */
type Attend = (layer: number, q: Tensor, k: Tensor, v: Tensor) => Tensor

/**
 * Tokens [..] to normed activations [.., C], with attention left to the caller: over the row, or over a cache. The
 * leading axes are [B, T] in training and [B] in decoding.
 */
function forward(
  config: DecoderConfig,
  parameters: Parameters,
  tokens: Tensor,
  positions: Tensor,
  attend: Attend,
  { precision, recompute = false }: Pick<DecoderLossOptions, 'precision' | 'recompute'> = {},
): Tensor {
  const { heads, keyValueHeads, headWidth, normEpsilon } = config
  const traits = styleTraits[config.style]
  const weight = (name: string) => parameterNamed(parameters, `${name}.weight`)
  const layer = (name: string): Projection => {
    return x => project(parameters, name, x, precision)
  }
  const norm = (x: Tensor, name: string) =>
    traits.norm === 'rms'
      ? rmsNorm(x, weight(name), normEpsilon)
      : layerNorm(x, weight(name), parameterNamed(parameters, `${name}.bias`), normEpsilon)

  const attentionBlock = (x: Tensor, index: number, at: string) => {
    const split = (name: string, count: number) => {
      const perHead = reshape(layer(`${at}.${name}_proj`)(x), [...tokens.shape, count, headWidth])
      return traits.queryKeyNorm && name !== 'v' ? norm(perHead, `${at}.${name}_norm`) : perHead
    }
    const attended = attend(index, split('q', heads), split('k', keyValueHeads), split('v', keyValueHeads))
    return layer(`${at}.o_proj`)(attended)
  }
  const mlpBlock = (x: Tensor, at: string) => {
    const [up, down] = [layer(`${at}.up_proj`), layer(`${at}.down_proj`)]
    return traits.gatedMlp
      ? mlp(x, { gate: layer(`${at}.gate_proj`), up, down }, 'silu')
      : mlp(x, { up, down }, 'gelu_new')
  }

  let x = scope('embedding', () => gather(weight('model.embed_tokens'), tokens))
  if (traits.positions === 'learned') x = addPositions(x, weight('model.embed_positions'), positions)
  for (let index = 0; index < config.layers; index++) {
    const at = `model.layers.${index}`
    const block = (x: Tensor) => {
      const mixed = scope(`layers.${index}.attention`, () =>
        add(x, attentionBlock(norm(x, `${at}.input_layernorm`), index, `${at}.self_attn`)),
      )
      return scope(`layers.${index}.mlp`, () =>
        add(mixed, mlpBlock(norm(mixed, `${at}.post_attention_layernorm`), `${at}.mlp`)),
      )
    }
    const own = Object.entries(parameters).filter(([name]) => name.startsWith(`${at}.`))
    x = recompute
      ? recomputed(
          block,
          x,
          own.map(([, tensor]) => tensor),
        )
      : block(x)
  }
  return scope('norm', () => norm(x, 'model.norm'))
}

/** What the decoder ends with, [.., C], to logits [.., V]. */
function head(config: DecoderConfig, parameters: Parameters, hidden: Tensor): Tensor {
  return scope('head', () => matmul(hidden, headOf(config, parameters), { transposeB: true }))
}

function headOf(config: DecoderConfig, parameters: Parameters): Tensor {
  return parameterNamed(parameters, config.tieEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight')
}

/** A batch of packed rows, int32 [B, T] each. */
export interface DecoderBatch {
  readonly tokens: Tensor
  /** Each token's place in its own document, from 0 and below the context length. */
  readonly positions: Tensor
  /** Equal numbers mark the tokens of one document of a row; absent where every row is one document. */
  readonly documents?: Tensor
  /** bool [B, T]: tokens of a prefix, which see each other both ways (prefix LM); absent in a causal model. */
  readonly prefix?: Tensor
}

/** Logits [B, T, V] of a batch: each token sees the earlier ones of its own document, and all of its prefix. */
export function decoderLogits(config: DecoderConfig, parameters: Parameters, batch: DecoderBatch): Tensor {
  return head(config, parameters, decoderHidden(config, parameters, batch))
}

function decoderHidden(
  config: DecoderConfig,
  parameters: Parameters,
  batch: DecoderBatch,
  options?: Pick<DecoderLossOptions, 'precision' | 'recompute'>,
): Tensor {
  const { positions, documents, prefix } = batch
  const mask =
    prefix !== undefined
      ? { bias: prefixBias(positions, prefix, documents) }
      : inBlocks(config, positions)
        ? { blocks: causalBlocks(positions, documents, queriesAtOnce) }
        : { bias: causalBias(positions, documents) }
  const rotary =
    styleTraits[config.style].positions === 'rotary'
      ? { rotary: rotaryAt(rotaryTables(config.contextLength, config.headWidth, config.ropeTheta), batch.positions) }
      : {}
  const attend: Attend = (_, q, k, v) => multiHeadAttention(q, k, v, { ...mask, ...rotary })
  return forward(config, parameters, batch.tokens, batch.positions, attend, options)
}

/** Queries of one block, and what a layer may have of scores [B, H, T, T] without blocks. */
const [queriesAtOnce, mostScores] = [256, 2 ** 22]

/** Whether attention is computed in blocks. */
function inBlocks({ heads }: DecoderConfig, { shape: [batch, time] }: Tensor): boolean {
  if (typeof batch !== 'number' || typeof time !== 'number') return false
  return time > queriesAtOnce && batch * heads * time * time > mostScores
}

/** What there may be of logits at once. */
const mostLogits = 2 ** 24

/** A batch with what the model should say. */
export interface DecoderTrainingBatch extends DecoderBatch {
  /** The next token of each, int32 [B, T]. */
  readonly targets: Tensor
  /** How much each counts, float32 [B, T]: 1 or 0 as a rule. */
  readonly lossWeights: Tensor
}

export interface DecoderLossOptions extends CrossEntropyOptions {
  /**
   * Places b · T + t, int32 [K], each at most once: logits are made for these alone, which is the same loss for less work
   * where they hold all tokens of a weight above 0. From {@link countedPlaces}; B and T are fixed then.
   */
  readonly counted?: Tensor | undefined
  /**
   * Of the matrices in the blocks (default `float32`). Embedding, attention and head are float32 always: a gradient of
   * logits is one large value and thousands of small ones, which 8 bits would round away.
   */
  readonly precision?: Precision
  /** Whether the layers are computed a second time for the gradient, so that only what goes into each is kept (default false). */
  readonly recompute?: boolean
  /** Whether gradients will be asked for (default true); where logits come in chunks they are made with the loss. */
  readonly trained?: boolean
}

/** Weighted mean cross entropy of a batch, in nats per counted token. */
export function decoderLoss(
  config: DecoderConfig,
  parameters: Parameters,
  batch: DecoderTrainingBatch,
  { counted, precision, recompute, trained, ...options }: DecoderLossOptions = {},
): Tensor {
  const hidden_BTC = decoderHidden(config, parameters, batch, { ...(precision && { precision }), recompute })
  const places = batch.tokens.shape.reduce<number>((size, dim) => size * Number(dim), 1)
  const pick = (x: Tensor, width: number) => (counted === undefined ? x : gather(reshape(x, [places, width]), counted))
  const pickEach = (x_BT: Tensor) => (counted === undefined ? x_BT : reshape(pick(x_BT, 1), counted.shape))
  const hidden = pick(hidden_BTC, config.width)
  const rows = hidden.shape.slice(0, -1).reduce<number>((size, dim) => size * Number(dim), 1)
  if (rows * config.vocabularySize > mostLogits) {
    const chunks = Math.ceil((rows * config.vocabularySize) / mostLogits)
    const flat = (x_BT: Tensor) => reshape(pickEach(x_BT), [rows])
    return scope('loss', () =>
      chunkedCrossEntropy(
        reshape(hidden, [rows, config.width]),
        headOf(config, parameters),
        flat(batch.targets),
        flat(batch.lossWeights),
        { ...options, rows: Math.ceil(rows / chunks), ...(trained !== undefined && { trained }) },
      ),
    )
  }
  const logits = head(config, parameters, hidden)
  return scope('loss', () => crossEntropy(logits, pickEach(batch.targets), pickEach(batch.lossWeights), options))
}

/**
 * The places of a batch that the loss counts, for `decoderLoss`, filled up to `size` with others, which weigh nothing.
 *
 * @param lossWeights [B, T], row by row
 * @param size the graph's K: no smaller than the counted tokens of any batch
 * @throws InstarError where more are counted than fit, since leaving some out would be another loss
 */
export function countedPlaces(lossWeights: Float32Array, size: number): Int32Array {
  const places = Array.from(lossWeights.keys())
  const counted = places.filter(place => lossWeights[place] !== 0)
  if (counted.length > size || size > places.length)
    throw new InstarError(
      msg`Expected a size from ${counted.length}, the counted tokens, to ${places.length}, all of them, but found ${size}`,
    )
  const others = places.filter(place => lossWeights[place] === 0)
  return Int32Array.from([...counted, ...others.slice(0, size - counted.length)])
}

/**
 * The inputs `tokens`, `positions`, `documents`, `targets` and `lossWeights` of a training or scoring graph, [B, T]
 * each. Sizes given as names, `'B'` and `'T'`, may differ from run to run.
 */
export function decoderInputs(
  batch: number | string,
  time: number | string,
): Required<Omit<DecoderTrainingBatch, 'prefix'>> {
  const ids = (name: string) => input(name, [batch, time], 'int32')
  return {
    tokens: ids('tokens'),
    positions: ids('positions'),
    documents: ids('documents'),
    targets: ids('targets'),
    lossWeights: input('lossWeights', [batch, time]),
  }
}

/**
 * One token for each of B streams, every stream at its own length (B may differ from run to run). Inputs: `tokens` [B]
 * int32; `lastPositions` [B] int32, the place of that token in its stream, 0 for the first, which is all it takes to
 * start a stream afresh; `totalLength`, scalar int32, the largest of these plus 1. Output: `logits` [B, V]. Updates
 * the caches that {@link decoderCaches} makes.
 *
 * @param given.tokens_B the tokens where they are not an input but computed in the graph, int32
 * @param given.parameters the weights where they are not state but constants: a step starts faster, training needs state
 */
export function decoderStep(config: DecoderConfig, given: { tokens_B?: Tensor; parameters?: Parameters } = {}): Graph {
  const { heads, keyValueHeads, headWidth, contextLength } = config
  const { tokens_B = input('tokens', ['B'], 'int32') } = given
  const parameters = given.parameters ?? declareParameters(decoderParameters(config))
  const lastPositions = input('lastPositions', ['B'], 'int32')
  const totalLength = input('totalLength', [], 'int32')
  const updates = new Map<Tensor, Tensor>()
  const rotary =
    styleTraits[config.style].positions === 'rotary'
      ? { rotary: rotaryTables(contextLength, headWidth, config.ropeTheta) }
      : {}
  const attend: Attend = (layer, q, k, v) => {
    const [keyCache, valueCache] = cacheNames(layer).map(name =>
      parameter(name, ['B', keyValueHeads, contextLength, headWidth]),
    ) as [Tensor, Tensor]
    const step = groupedQueryAttention(
      {
        query: reshape(q, ['B', 1, heads * headWidth]),
        key: reshape(k, ['B', 1, keyValueHeads * headWidth]),
        value: reshape(v, ['B', 1, keyValueHeads * headWidth]),
        keyCache,
        valueCache,
        lastPositions,
        totalLength,
        ...rotary,
      },
      { heads, keyValueHeads },
    )
    updates.set(keyCache, step.keyCache).set(valueCache, step.valueCache)
    return reshape(step.output, ['B', heads * headWidth])
  }
  const hidden_BC = forward(config, parameters, tokens_B, lastPositions, attend)
  return { outputs: { logits: head(config, parameters, hidden_BC) }, updates }
}

const cacheNames = (layer: number): readonly [string, string] => [`cache.${layer}.key`, `cache.${layer}.value`]

/** Empty caches [B, K, L, D] of that many streams, by state name. */
export function decoderCaches(config: DecoderConfig, streams: number): Record<string, ParameterValue> {
  const shape = [streams, config.keyValueHeads, config.contextLength, config.headWidth]
  const size = shape.reduce((a, b) => a * b, 1)
  const names = Array.from({ length: config.layers }, (_, layer) => cacheNames(layer)).flat()
  return Object.fromEntries(names.map(name => [name, { shape, data: new Float32Array(size) }]))
}
