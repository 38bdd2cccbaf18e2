/** Every operator and layer on WebGPU: the suite of `test/oracle` once more, in a process that finds a device for it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { noWebgpu, webgpuEnvironment } from './software-gpu.ts'

const run = promisify(execFile)

test('operators and layers have the outputs and gradients that PyTorch has, on WebGPU', async context => {
  const env = await webgpuEnvironment()
  if (env === undefined) return context.skip(noWebgpu)
  const files = ['operators', 'layers'].map(name => `test/oracle/${name}.test.ts`)
  const { stdout } = await run('npx', ['vitest', 'run', ...files], {
    env: { ...env, INSTAR_DEVICE: 'webgpu', NO_COLOR: '1' },
    maxBuffer: 1 << 26,
  })
  expect(stdout).toMatch(/Tests\s+\d{3} passed/)
})
