/** What of this folder needs no disk, for a browser. */
export type { GenerationConfig } from './config.ts'
export { modelFiles, type SavedModel } from './model-files.ts'
export {
  encodeSafetensors,
  type SafetensorsHeader,
  type TensorData,
  type TensorEntry,
  type TensorValue,
} from './safetensors.ts'
