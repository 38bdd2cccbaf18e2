import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { listDevices, openDevice } from '../../src/runtime/index.ts'
import { noWebgpu, webgpuEnvironment } from './software-gpu.ts'

const run = promisify(execFile)

interface Trained {
  readonly losses: readonly number[]
  readonly logits: readonly number[]
  readonly weight: readonly number[]
}

async function trainOn(device: string, env: NodeJS.ProcessEnv): Promise<Trained> {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'train-on.ts'), device], { env })
  return JSON.parse(stdout)
}

test('WebGPU trains and decodes as the processor does, with its state on the card', async context => {
  const env = await webgpuEnvironment()
  if (env === undefined) return context.skip(noWebgpu)
  const [processor, card] = await Promise.all([trainOn('cpu', process.env), trainOn('webgpu', env)])
  expect(card.losses.at(-1)).toBeLessThan(card.losses[0]! - 0.5)
  for (const [index, loss] of card.losses.entries()) expect(loss).toBeCloseTo(processor.losses[index]!, 3)
  for (const [index, logit] of card.logits.entries()) expect(logit).toBeCloseTo(processor.logits[index]!, 1)
  for (const [index, value] of card.weight.entries()) expect(value).toBeCloseTo(processor.weight[index]!, 2)
})

test('a device that is not there is one error, which says what ONNX Runtime says', async context => {
  const devices = await listDevices()
  expect(devices.map(({ device }) => device)).toEqual(['cpu', 'webgpu', 'cuda'])
  expect(devices[0]).toEqual({ device: 'cpu' })
  for (const { missing } of devices) expect(missing ?? '').not.toMatch(/Expected|\/onnxruntime_src\//)
  const absent = devices.find(({ missing }) => missing !== undefined)?.device
  if (absent === undefined) return context.skip('every device is here')
  const said = new RegExp(`^Expected the device ${absent}, but it is not there: .+\\. It needs .+\\. Here are: cpu`)
  await expect(openDevice({ device: absent })).rejects.toMatchObject({
    name: 'InstarError',
    kind: 'failed',
    message: expect.stringMatching(said),
  })
})
