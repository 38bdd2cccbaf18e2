import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Version of this package. */
export async function packageVersion(): Promise<string> {
  return versionIn(join(import.meta.dirname, '../../package.json'))
}

/** Version of ONNX Runtime, from its manifest: nothing native is loaded. */
export async function engineVersion(): Promise<string> {
  return versionIn(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
}

async function versionIn(manifest: string): Promise<string> {
  return (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version
}
