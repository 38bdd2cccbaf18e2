import { createRequire } from 'node:module'

/** Version of ONNX Runtime, from its manifest: nothing native is loaded. */
export function engineVersion(): string {
  return createRequire(import.meta.url)('onnxruntime-node/package.json').version
}
