/**
 * A saved model against what transformers makes of the same folder: run folder.py on it first, then this with
 * INSTAR_PARITY_FOLDER naming it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadModel } from '../../src/checkpoints/index.ts'
import { decoderCaches, decoderInputs, decoderLogits, decoderParameters, decoderStep } from '../../src/models/index.ts'
import { declareParameters } from '../../src/nn/index.ts'
import { openDevice } from '../../src/runtime/index.ts'

interface Prompt {
  readonly ids: readonly number[]
  /** Of the last places of the prompt: all of them, or one. */
  readonly logits: readonly (readonly number[])[]
  readonly greedy: readonly number[]
}

const folder = process.env.INSTAR_PARITY_FOLDER
const file = folder === undefined ? undefined : join(folder, 'parity.json')
const missing =
  file === undefined
    ? 'INSTAR_PARITY_FOLDER names no model folder'
    : existsSync(file)
      ? undefined
      : `there is no ${file}: run test/parity/folder.py on the folder`

test('a folder gives the logits and the greedy tokens that transformers gives', async context => {
  if (missing !== undefined || folder === undefined || file === undefined) return context.skip(missing)
  const { prompts } = JSON.parse(readFileSync(file, 'utf8')) as { readonly prompts: readonly Prompt[] }
  const { config, parameters, generation } = await loadModel(folder)
  const size = config.vocabularySize
  const time = Math.max(...prompts.map(({ ids }) => ids.length))
  await using device = await openDevice()
  await device.write({ ...parameters, ...decoderCaches(config, prompts.length) })

  // The whole rows at once, as in training; padding comes last, where no counted token sees it.
  const rows = (value: (prompt: Prompt, column: number) => number) => ({
    shape: [prompts.length, time],
    data: Int32Array.from(
      prompts.flatMap(prompt => Array.from({ length: time }, (_, column) => value(prompt, column))),
    ),
  })
  const { tokens, positions } = decoderInputs('B', time)
  const logits = decoderLogits(config, declareParameters(decoderParameters(config)), { tokens, positions })
  const scoring = await device.compile({ outputs: { logits }, updates: new Map() })
  const scored = await scoring.run({
    tokens: rows(({ ids }, column) => ids[column] ?? 0),
    positions: rows((_, column) => column),
  })
  let largest = 0
  for (const [row, { ids, logits: expected }] of prompts.entries())
    for (const [k, place] of expected.entries()) {
      const first = (row * time + ids.length - expected.length + k) * size
      for (const [v, value] of place.entries())
        largest = Math.max(largest, Math.abs(value - Number(scored.logits!.data[first + v])))
    }
  expect(largest).toBeLessThan(1e-3)

  // All prompts as streams of one batch, token by token, each going over into its own answer.
  const decoding = await device.compile(decoderStep(config))
  const streams = prompts.map(({ ids }) => [...ids])
  const done = prompts.map(() => false)
  for (let step = 0; !done.every(Boolean); step++) {
    const { logits: found } = await decoding.run({
      tokens: { shape: [streams.length], data: Int32Array.from(streams, stream => stream[step] ?? 0) },
      lastPositions: { shape: [streams.length], data: Int32Array.from(streams, () => step) },
      totalLength: { shape: [], data: Int32Array.of(step + 1) },
    })
    const values = found!.data as Float32Array
    for (const [row, stream] of streams.entries()) {
      if (done[row] || step + 1 < stream.length) continue
      const scores = values.subarray(row * size, (row + 1) * size)
      const next = scores.indexOf(Math.max(...scores))
      stream.push(next)
      const { ids, greedy } = prompts[row]!
      done[row] = generation.stop.includes(next) || stream.length === ids.length + greedy.length
    }
  }
  for (const [row, { ids, greedy }] of prompts.entries())
    expect(streams[row]!.slice(ids.length), `${row}`).toEqual(greedy)
})
