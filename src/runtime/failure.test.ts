/** What becomes of a device whose thread dies: real threads, made to fail by the message that they are sent. */
import { afterEach, expect, test, vi } from 'vitest'
import { add, input, parameter } from '../graph/index.ts'
import { openDevice } from './index.ts'

/** What the thread does instead of the engine's work; opening and compiling are answered in every case. */
const failures = {
  throws: `throw new Error('out of memory')`,
  exits: `process.exit(3)`,
} as const

const chosen = vi.hoisted(() => ({ failure: '' }))
vi.mock('node:worker_threads', async importOriginal => {
  const original = await importOriginal<typeof import('node:worker_threads')>()
  class Failing extends original.Worker {
    constructor() {
      const script = `
        const { parentPort } = require('node:worker_threads')
        parentPort.on('message', ({ id, call }) => {
          if (call.kind === 'open' || call.kind === 'compile') return parentPort.postMessage({ id })
          ${chosen.failure}
        })`
      super(script, { eval: true })
    }
  }
  return { ...original, Worker: Failing }
})
afterEach(() => {
  chosen.failure = ''
})

const x = input('x', [1])
const graph = { outputs: { y: add(x, parameter('w', [1])) }, updates: new Map() }
const feeds = { x: { shape: [1], data: Float32Array.of(1) } }

test.each([
  { failure: 'throws', message: "The engine's thread failed: out of memory" },
  { failure: 'exits', message: "The engine's thread ended with code 3 before it was closed" },
] as const)('a thread that $failure rejects every call, those under way and those to come', async each => {
  chosen.failure = failures[each.failure]
  const device = await openDevice({ threads: 1 })
  const program = await device.compile(graph)
  const underWay = [program.run(feeds), program.run(feeds), device.read()]
  for (const outcome of await Promise.allSettled(underWay))
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'InstarError', message: each.message } })
  await expect(program.run(feeds)).rejects.toThrow(each.message)
  await expect(device.write({})).rejects.toThrow(each.message)
  await expect(device.compile(graph)).rejects.toThrow(each.message)
  // There is nothing left to free, and closing is no error.
  await program.release()
  await device.remove(['w'])
  await device.close()
})
