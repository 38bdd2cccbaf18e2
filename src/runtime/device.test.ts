import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { add, input, matmul, mul, parameter, scope, sum } from '../graph/index.ts'
import { type Device, type HostTensor, openDevice, type StateTensor } from './index.ts'

const vector = (...values: readonly number[]): StateTensor => ({
  shape: [values.length],
  data: Float32Array.from(values),
})

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 1 })
})
afterAll(() => device.close())

test('programs share state by name, and an update is seen by all of them', async () => {
  const weight = parameter('shared', [2])
  const double = await device.compile({ outputs: {}, updates: new Map([[weight, mul(weight, 2)]]) })
  const look = await device.compile({ outputs: { total: sum(parameter('shared', [2])) }, updates: new Map() })
  await device.write({ shared: vector(1, 2) })
  await double.run({})
  await double.run({})
  expect((await look.run({})).total).toEqual({ shape: [], data: Float32Array.of(12) })
  await device.write({ shared: vector(5, 5) })
  expect((await look.run({})).total!.data[0]).toBe(10)
})

test('one array written under two names becomes two states', async () => {
  const first = parameter('first', [2])
  const same = vector(1, 2)
  await device.write({ first: same, second: same })
  const program = await device.compile({ outputs: {}, updates: new Map([[first, mul(first, 10)]]) })
  await program.run({})
  expect(await device.read(['first', 'second'])).toEqual({ first: vector(10, 20), second: same })
  await program.release()
})

test('a named dimension may differ from run to run, in feeds and in state', async () => {
  const x = input('x', ['B', 3])
  const cache = parameter('cache', ['B', 3])
  const program = await device.compile({
    outputs: { y: matmul(x, input('w', [3, 2])) },
    updates: new Map([[cache, add(cache, x)]]),
  })
  for (const batch of [2, 5]) {
    const data = new Float32Array(batch * 3).fill(1)
    await device.write({ cache: { shape: [batch, 3], data } })
    const results = await program.run({
      x: { shape: [batch, 3], data },
      w: { shape: [3, 2], data: new Float32Array(6).fill(1) },
    })
    expect(results.y!.shape).toEqual([batch, 2])
    expect((await device.read(['cache'])).cache).toEqual({
      shape: [batch, 3],
      data: new Float32Array(batch * 3).fill(2),
    })
  }
})

test('wrong feeds and state are refused with what was expected and found, and change nothing', async () => {
  const weight = parameter('kept', [2])
  const program = await device.compile({
    outputs: {},
    updates: new Map([[weight, add(weight, add(input('x', [2]), sum(input('y', ['B', 2]), { axes: [0] })))]]),
  })
  const y: HostTensor = { shape: [1, 2], data: Float32Array.of(0, 0) }
  await expect(program.run({ x: vector(1, 2), y })).rejects.toThrow(
    'Expected state kept [2] to be written before a run',
  )
  await device.write({ kept: vector(3, 4) })
  await expect(program.run({ x: vector(1, 2, 3), y })).rejects.toThrow('Expected x of shape [2] but found [3]')
  await expect(program.run({ y })).rejects.toThrow('Expected a feed named x of shape [2], found none')
  await expect(program.run({ x: vector(1, 2), y, z: y })).rejects.toThrow('Expected feeds x, y but found also z')
  await expect(program.run({ x: { shape: [2], data: Int32Array.of(1, 2) }, y })).rejects.toThrow(
    'Expected x as Float32Array but found Int32Array',
  )
  await expect(device.write({ kept: { shape: [3], data: Float32Array.of(1) } })).rejects.toThrow('found 1 elements')
  expect((await device.read(['kept'])).kept).toEqual(vector(3, 4))
  await expect(device.read(['missing'])).rejects.toThrow('Expected state named missing, found none')
})

test('a wrong shape names the operator and the layer', () => {
  const build = () => scope('layers.3', () => scope('mlp', () => matmul(input('x', ['B', 4]), input('w', [5, 6]))))
  expect(build).toThrow('matmul: expected equal inner dimensions but found [B, 4] and [5, 6] (in layers.3.mlp)')
})

test('close waits for the running step', async () => {
  const other = await openDevice({ threads: 2 })
  const weight = parameter('w', [700, 700])
  const program = await other.compile({
    outputs: { total: sum(weight) },
    updates: new Map([[weight, matmul(weight, weight)]]),
  })
  await other.write({ w: { shape: [700, 700], data: new Float32Array(490_000) } })
  const runs = Array.from({ length: 5 }, () => program.run({}))
  const closed = other.close()
  await expect(program.run({})).rejects.toThrow('The device is closed')
  expect((await Promise.all(runs)).map(result => result.total!.data[0])).toEqual([0, 0, 0, 0, 0])
  await closed
  await other.close()
  await program.release() // what is gone already can be freed again
  await other.remove(['w'])
})

test('a process that forgets to close ends by itself, with exit code 0', async () => {
  const script = `
    import { openDevice } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
    import { input, mul } from ${JSON.stringify(new URL('../graph/index.ts', import.meta.url).href)}
    const device = await openDevice({ threads: 2 })
    const program = await device.compile({ outputs: { y: mul(input('x', [1]), 2) }, updates: new Map() })
    const { y } = await program.run({ x: { shape: [1], data: Float32Array.of(21) } })
    console.log(y.data[0])`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  expect(stdout.trim()).toBe('42')
})
