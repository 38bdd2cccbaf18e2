import { msg, usageError } from '../errors/index.ts'

/** The shapes of decoder that are configurations of one file of code. */
export type DecoderStyle = 'qwen3' | 'llama' | 'gpt2'

/** Everything that decides a decoder's parameters and graph. */
export interface DecoderConfig {
  readonly style: DecoderStyle
  readonly vocabularySize: number
  /** The most tokens that attention spans; the size of a stream's cache. */
  readonly contextLength: number
  readonly layers: number
  readonly width: number
  /** Query heads. */
  readonly heads: number
  /** Key and value heads; divides `heads`. */
  readonly keyValueHeads: number
  /** Width of one head, a multiple of 16 (of `gpt2`: 8). */
  readonly headWidth: number
  /** Width inside the MLP. */
  readonly hiddenWidth: number
  /** Whether the output matrix is the embedding table. */
  readonly tieEmbeddings: boolean
  /** Base of the rotary angles; unused by `gpt2`. */
  readonly ropeTheta: number
  readonly normEpsilon: number
}

/** What the styles differ in. */
export interface StyleTraits {
  readonly norm: 'rms' | 'layer'
  readonly positions: 'rotary' | 'learned'
  readonly gatedMlp: boolean
  readonly biases: boolean
  /** RMSNorm of every query and key before rotation (Henry et al. 2020; Qwen3 technical report 2025, section 2). */
  readonly queryKeyNorm: boolean
}

export const styleTraits: { readonly [S in DecoderStyle]: StyleTraits } = {
  qwen3: { norm: 'rms', positions: 'rotary', gatedMlp: true, biases: false, queryKeyNorm: true },
  llama: { norm: 'rms', positions: 'rotary', gatedMlp: true, biases: false, queryKeyNorm: false },
  gpt2: { norm: 'layer', positions: 'learned', gatedMlp: false, biases: true, queryKeyNorm: false },
}

/**
 * A complete configuration from a partial one. Defaults: Qwen3 shape, as many key heads as heads, heads that fill the
 * width, an MLP of 8/3 of the width (4 for `gpt2`) rounded up to a multiple of 32, tied embeddings.
 *
 * @throws InstarError (usage) naming the field that does not fit.
 */
export function decoderConfig(
  partial: Partial<DecoderConfig> & Pick<DecoderConfig, 'vocabularySize' | 'layers' | 'width' | 'heads'>,
): DecoderConfig {
  const style = partial.style ?? 'qwen3'
  const { width, heads } = partial
  const config: DecoderConfig = {
    style,
    contextLength: 128,
    keyValueHeads: heads,
    headWidth: Math.floor(width / heads),
    hiddenWidth: style === 'gpt2' ? 4 * width : Math.ceil((8 * width) / 3 / 32) * 32,
    tieEmbeddings: true,
    ropeTheta: 10_000,
    normEpsilon: style === 'gpt2' ? 1e-5 : 1e-6,
    ...definedFields(partial),
  }
  return validated(config)
}

function definedFields<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

function validated(config: DecoderConfig): DecoderConfig {
  if (!(config.style in styleTraits))
    throw usageError(msg`Expected a decoder style ${Object.keys(styleTraits).join(', ')}, but found ${config.style}`)
  const sizes = [
    'vocabularySize',
    'contextLength',
    'layers',
    'width',
    'heads',
    'keyValueHeads',
    'headWidth',
    'hiddenWidth',
  ] as const
  for (const field of sizes)
    if (!Number.isInteger(config[field]) || config[field] < 1)
      throw usageError(msg`Expected ${field} to be a whole number of at least 1, but found ${config[field]}`)
  const { heads, keyValueHeads, headWidth, width, style } = config
  if (heads % keyValueHeads !== 0)
    throw usageError(msg`Expected keyValueHeads to divide ${heads} heads, but found ${keyValueHeads}`)
  const rotary = styleTraits[style].positions === 'rotary'
  // ONNX Runtime's cached attention works on vectors of 8, and rotates halves of them
  const unit = rotary ? 16 : 8
  if (headWidth % unit !== 0)
    throw usageError(msg`Expected headWidth to be a multiple of ${unit} for ${style}, but found ${headWidth}`)
  if (!rotary && (heads * headWidth !== width || keyValueHeads !== heads))
    throw usageError(
      msg`Expected ${style} to have heads · headWidth = width = ${width} and as many key heads as heads,
        but found ${heads} · ${headWidth} and ${keyValueHeads} key heads`,
    )
  if (!(config.normEpsilon > 0)) throw usageError(msg`Expected normEpsilon above 0, but found ${config.normEpsilon}`)
  if (!(config.ropeTheta > 0)) throw usageError(msg`Expected ropeTheta above 0, but found ${config.ropeTheta}`)
  return config
}
