export type { GenerationConfig } from './config.ts'
export { loadModel, type SavedModel, saveModel } from './model.ts'
export {
  readSafetensors,
  readSafetensorsHeader,
  type SafetensorsHeader,
  type TensorData,
  type TensorEntry,
  type TensorValue,
  writeSafetensors,
} from './safetensors.ts'
export { readState, writeState } from './state.ts'
