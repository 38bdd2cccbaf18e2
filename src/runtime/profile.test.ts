import { describe, expect, test } from 'vitest'
import { input, matmul, parameter, relu, scope, sum } from '../graph/index.ts'
import { profiled, readProfile } from './profile.ts'

describe('a profile', () => {
  test('names every operator of every run, with its layer and its operations', async () => {
    const [x, w] = [input('x', [4, 8]), parameter('w', [16, 8])]
    const hidden = scope('layers.0.mlp', () => relu(matmul(x, w, { transposeB: true })))
    const feed = { shape: [4, 8], data: new Float32Array(32).fill(1) }
    const profiles = await profiled({ threads: 1 }, async device => {
      const program = await device.compile({ outputs: { total: sum(hidden) }, updates: new Map() })
      await device.write({ w: { shape: [16, 8], data: new Float32Array(128).fill(1) } })
      for (let run = 0; run < 3; run++) await program.run({ x: feed })
    })
    expect(profiles.map(runs => runs.length)).toEqual([3])
    for (const { seconds, operators } of profiles[0]!) {
      expect(operators.map(({ operator }) => operator)).toEqual(['FusedMatMul', 'Relu', 'ReduceSum'])
      expect(operators.map(({ node }) => node.replace(/\/v\d+$/, ''))).toEqual([
        'layers.0.mlp',
        'layers.0.mlp',
        'output:total',
      ])
      expect(operators.map(({ operations }) => operations)).toEqual([2 * 4 * 16 * 8, 0, 0])
      expect(seconds).toBeGreaterThanOrEqual(operators.reduce((total, operator) => total + operator.seconds, 0))
    }
  })

  test('a loop has the time that is not of its body', () => {
    const node = (name: string, op_name: string, ts: number, dur: number) => ({
      cat: 'Node',
      name: `${name}_kernel_time`,
      ts,
      dur,
      args: { op_name },
    })
    const events = [
      node('before', 'Relu', 0, 100),
      node('body.1', 'Add', 210, 30),
      node('body.2', 'Add', 250, 40),
      node('loop', 'Scan', 200, 100),
      { cat: 'Session', name: 'model_run', ts: 0, dur: 350 },
    ]
    const microseconds = readProfile(JSON.stringify(events)).map(({ seconds, operators }) => [
      Math.round(seconds * 1e6),
      operators.map(operator => [operator.operator, Math.round(operator.seconds * 1e6)]),
    ])
    expect(microseconds).toEqual([
      [
        350,
        [
          ['Relu', 100],
          ['Add', 30],
          ['Add', 40],
          ['Scan', 30],
        ],
      ],
    ])
  })
})
