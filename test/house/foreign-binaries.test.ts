import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { removeForeignBinaries, removeOtherWebBuilds } from '../../tools/foreign-binaries.ts'

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'instar-house-')))
})
afterEach(() => rmSync(folder, { recursive: true }))

function modulesWith(...systems: readonly string[]): string {
  const modules = join(folder, 'node_modules')
  for (const system of systems) {
    mkdirSync(join(modules, 'onnxruntime-node/bin/napi-v6', system), { recursive: true })
    writeFileSync(join(modules, 'onnxruntime-node/bin/napi-v6', system, 'library'), '')
  }
  mkdirSync(join(modules, 'other/bin/napi-v6/win32/x64'), { recursive: true })
  return modules
}

const linux = { platform: 'linux', arch: 'x64' }

it('leaves the libraries of this system and everything outside the package', () => {
  const modules = modulesWith('linux/x64', 'linux/arm64', 'darwin/arm64', 'win32/x64')
  expect(removeForeignBinaries(modules, linux)).toHaveLength(3)
  const bin = join(modules, 'onnxruntime-node/bin/napi-v6')
  expect(readdirSync(join(bin, 'linux'))).toEqual(['x64'])
  expect(existsSync(join(bin, 'linux/x64/library'))).toBe(true)
  expect(existsSync(join(bin, 'darwin/arm64'))).toBe(false)
  expect(existsSync(join(modules, 'other/bin/napi-v6/win32/x64'))).toBe(true)
  expect(removeForeignBinaries(modules, linux)).toEqual([])
})

it('removes nothing where the own libraries are missing', () => {
  const modules = modulesWith('darwin/arm64', 'win32/x64')
  expect(removeForeignBinaries(modules, linux)).toEqual([])
  expect(existsSync(join(modules, 'onnxruntime-node/bin/napi-v6/win32/x64/library'))).toBe(true)
})

it('removes nothing through a link, and nothing where the package is absent', () => {
  const modules = modulesWith('linux/x64', 'win32/x64')
  symlinkSync(modules, join(folder, 'linked'))
  expect(removeForeignBinaries(join(folder, 'linked'), linux)).toEqual([])
  expect(removeForeignBinaries(join(folder, 'absent'), linux)).toEqual([])
})

it('leaves of the builds for browsers those that are imported, and all where it does not know the package', () => {
  const dist = join(folder, 'node_modules/onnxruntime-web/dist')
  mkdirSync(dist, { recursive: true })
  const needed = ['', '.asyncify'].flatMap(kind => ['mjs', 'wasm'].map(end => `ort-wasm-simd-threaded${kind}.${end}`))
  for (const name of [...needed, 'ort.wasm.bundle.min.mjs', 'ort.all.js', 'ort.wasm.bundle.min.mjs.map'])
    writeFileSync(join(dist, name), '')
  expect(removeOtherWebBuilds(join(folder, 'node_modules'))).toEqual([])
  writeFileSync(join(dist, 'ort.webgpu.bundle.min.mjs'), '')
  expect(removeOtherWebBuilds(join(folder, 'node_modules'))).toHaveLength(2)
  expect(readdirSync(dist)).toHaveLength(6)
})
