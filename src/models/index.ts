export { type DecoderConfig, type DecoderStyle, decoderConfig } from './config.ts'
export {
  countedPlaces,
  type DecoderBatch,
  type DecoderTrainingBatch,
  decoderCaches,
  decoderInputs,
  decoderLogits,
  decoderLoss,
  decoderParameters,
  decoderStep,
} from './decoder.ts'
