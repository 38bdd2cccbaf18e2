import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { add, type Graph, input, mul, parameter, sum } from '../graph/index.ts'
import { toOnnx, valueName } from '../onnx/index.ts'
import { runWithoutCopies } from './without-copies.ts'

const w = parameter('w', [3])
const graph: Graph = {
  outputs: { loss: sum(mul(w, w)), twice: mul(w, 2) },
  updates: new Map([[w, add(w, input('x', [3]))]]),
}
const names = { x: valueName.input('x'), w: valueName.state('w'), next: valueName.next('w') }
const [loss, twice] = [valueName.output('loss'), valueName.output('twice')]

test('gives the outputs, writes the update in place, copies no update and leaves nothing behind', async () => {
  const session = await InferenceSession.create(toOnnx(graph))
  const state = new Tensor('float32', Float32Array.of(1, 2, 3), [3])
  const feeds = { [names.x]: new Tensor('float32', Float32Array.of(1, 1, 1), [3]), [names.w]: state }
  const fetches = { [loss]: null, [twice]: null, [names.next]: state }
  for (let run = 0; run < 3; run++) {
    const results = await runWithoutCopies(session, feeds, fetches, twice)
    expect(Object.keys(results).sort()).toEqual([loss, twice])
    const before = [1 + run, 2 + run, 3 + run]
    expect(results[loss]!.data[0]).toBe(before.reduce((total, value) => total + value * value, 0))
    expect([...(results[twice]!.data as Float32Array)]).toEqual(before.map(value => 2 * value))
    expect([...(state.data as Float32Array)]).toEqual(before.map(value => value + 1))
  }
  expect(twice in {}).toBe(false)
  await session.release()
})

test('an error of the run is its own', async () => {
  const session = await InferenceSession.create(toOnnx(graph))
  const wrong = new Tensor('float32', new Float32Array(4), [4])
  const state = new Tensor('float32', new Float32Array(3), [3])
  const run = runWithoutCopies(
    session,
    { [names.x]: wrong, [names.w]: state },
    { [loss]: null, [twice]: null, [names.next]: state },
    twice,
  )
  await expect(run).rejects.toThrow(/Got invalid dimensions/)
  expect(twice in {}).toBe(false)
  await session.release()
})
