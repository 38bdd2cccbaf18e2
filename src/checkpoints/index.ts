export { loadModel, saveModel } from './model.ts'
export { readSafetensors, readSafetensorsHeader, writeSafetensors } from './safetensors-file.ts'
export { readState, writeState } from './state.ts'
export * from './web.ts'
