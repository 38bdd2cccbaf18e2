import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkLayers, layers, nodeImports, violations } from '../tools/layers.ts'

const root = resolve('src')
const at = (path: string, text: string) => violations(root, resolve(root, path), text)

describe('the layer checker', () => {
  it('passes on the code base', () => {
    const { files, imports } = checkLayers(root)
    expect(files).toBeGreaterThan(20)
    expect(imports).toEqual([])
  })

  it('catches an import that points upward', () => {
    expect(at('graph/x.ts', "import { openDevice } from '../runtime/index.ts'\n")).toHaveLength(1)
    expect(at('graph/x.ts', "import {\n  a,\n  b,\n} from '../runtime/index.ts'\n")).toHaveLength(1)
    expect(at('graph/x.ts', "const x = await import('../cli/index.ts')\n")).toHaveLength(1)
  })

  it('catches an import round the door, a reserved package and an unknown folder', () => {
    expect(at('onnx/x.ts', "import { a } from '../graph/tensor.ts'\n")[0]).toContain('graph/index.ts')
    expect(at('nn/x.ts', "import * as ort from 'onnxruntime-node'\n")[0]).toContain('runtime/')
    expect(at('misc/x.ts', '')[0]).toContain('no layer')
  })

  it('finds no Node behind the doors of a browser, and would find it behind others', () => {
    expect(nodeImports(root)).toEqual([])
    expect(nodeImports(root, ['tokenizers/index.ts']).join()).toContain('node:fs/promises')
    expect(nodeImports(root, ['runtime/index.ts']).join()).toMatch(/start\.ts: node:worker_threads/)
  })

  it('allows what the table allows', () => {
    expect(at('models/x.ts', "import { add } from '../graph/index.ts'\nimport { y } from './y.ts'\n")).toEqual([])
  })

  it('describes a graph without cycles', () => {
    const done = new Set<string>()
    const visit = (name: string, path: readonly string[]): void => {
      expect(path, `cycle through ${name}`).not.toContain(name)
      if (done.has(name)) return
      for (const next of layers[name] ?? []) visit(next, [...path, name])
      done.add(name)
    }
    for (const name of Object.keys(layers)) visit(name, [])
  })
})
