/** The suite of operators and layers as a page: `oracle('wasm')` gives the differences that it found. */
import { openDevice, type WorkerLike } from '../../../src/runtime/web.ts'
import { operatorCases } from '../../oracle/cases.ts'
import { checkOperator, type Expected } from '../../oracle/check-operator.ts'
import expected from '../../oracle/expected.json' with { type: 'json' }
import { layerCases } from '../../oracle/layer-cases.ts'

/** As a browser has it. */
const { Worker } = globalThis as unknown as { Worker: new (url: URL, options: { type: 'module' }) => WorkerLike }

async function oracle(device: 'wasm' | 'webgpu'): Promise<{ cases: number; differences: string[] }> {
  const worker = new Worker(new URL('./engine.ts', import.meta.url), { type: 'module' })
  const opened = await openDevice({ worker, device })
  await opened.write({ halves: { shape: [4], data: new Float32Array(4).fill(0.5) } })
  const all = [...Object.values(operatorCases).flat(), ...layerCases]
  const differences: string[] = []
  for (const each of all) {
    const truth = (expected as Record<string, Expected>)[each.name]!
    const found = await checkOperator(opened, { ...each, expected: truth, probes: 1 }).catch((error: Error) => [
      error.message,
    ])
    differences.push(...found.map(difference => `${each.name}: ${difference}`))
  }
  await opened.close()
  return { cases: all.length, differences }
}

Object.assign(globalThis, { oracle })
