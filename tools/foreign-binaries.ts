/**
 * ONNX Runtime's packages carry libraries for every system, 220 MB of which this machine cannot load, and every build for
 * browsers, 97 MB of which nothing here asks for. `npm ci` in a checkout runs this afterwards. Whatever goes wrong here,
 * the install is complete without it.
 */
import { existsSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** A system as Node names it: `process.platform`, `process.arch`. */
export interface System {
  readonly platform: string
  readonly arch: string
}

/**
 * Removes the libraries of other systems from `modules/onnxruntime-node/bin/napi-*\/PLATFORM/ARCH`.
 *
 * Nothing is removed where this system's own libraries are not found (the package then has a layout that we do not
 * know), or where the package is a link to a folder that others may use.
 * @param modules a `node_modules` folder
 * @returns the folders removed
 */
export function removeForeignBinaries(modules: string, system: System = process): string[] {
  const bin = join(modules, 'onnxruntime-node', 'bin')
  if (!existsSync(bin) || realpathSync(bin) !== resolve(bin)) return []
  const removed: string[] = []
  for (const version of folders(bin).filter(name => name.startsWith('napi-'))) {
    const root = join(bin, version)
    if (!existsSync(join(root, system.platform, system.arch))) continue
    for (const platform of folders(root))
      for (const arch of folders(join(root, platform))) {
        if (platform === system.platform && arch === system.arch) continue
        const folder = join(root, platform, arch)
        rmSync(folder, { recursive: true, force: true })
        removed.push(folder)
      }
  }
  return removed
}

/** What `src/runtime/serve-web.ts` imports, and what these import: WebAssembly alone, and with WebGPU. */
const webBuilds = /^(ort\.(wasm|webgpu)\.bundle\.min\.mjs|ort-wasm-simd-threaded(\.asyncify)?\.(mjs|wasm))$/

/**
 * Removes from `modules/onnxruntime-web/dist` what is no part of {@link webBuilds}; nothing where these are not all there.
 * @returns the files removed
 */
export function removeOtherWebBuilds(modules: string): string[] {
  const dist = join(modules, 'onnxruntime-web', 'dist')
  if (!existsSync(dist) || realpathSync(dist) !== resolve(dist)) return []
  const files = readdirSync(dist)
  if (files.filter(name => webBuilds.test(name)).length < 6) return []
  const others = files.filter(name => !webBuilds.test(name)).map(name => join(dist, name))
  for (const file of others) rmSync(file)
  return others
}

function folders(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
}

if (import.meta.main) {
  try {
    removeForeignBinaries(resolve('node_modules'))
    removeOtherWebBuilds(resolve('node_modules'))
  } catch (error) {
    console.error(
      `ONNX Runtime's libraries that nothing here needs stay: ${error instanceof Error ? error.message : error}`,
    )
  }
}
