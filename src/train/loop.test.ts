import { describe, expect, test } from 'vitest'
import type { Batch } from '../data/index.ts'
import { type TrainingEvent, type TrainingPlan, trainingLoop } from './loop.ts'

const batch = (step: number): Batch => ({
  shape: [1, 2],
  tokens: Int32Array.of(step, step),
  targets: Int32Array.of(0, 0),
  lossWeights: Float32Array.of(1, 1),
  positions: Int32Array.of(0, 1),
  documents: Int32Array.of(1, 1),
})

/** A plan over steps that answer with given losses, and a list of all that the loop did, in order. */
function planned(over: Partial<TrainingPlan> = {}, lossOf = (step: number) => 10 - step) {
  const done: string[] = []
  const plan: TrainingPlan = {
    steps: 4,
    firstStep: 0,
    take: async (step, { tokens }, rate) => {
      expect(tokens[0]).toBe(step)
      done.push(`run ${step} at ${rate}`)
      return { loss: lossOf(step), gradientNorm: 0.5 }
    },
    batch,
    schedule: step => 1 / (step + 1),
    evaluateEvery: 2,
    sampleEvery: 3,
    save: async step => {
      done.push(`save ${step}`)
      return undefined
    },
    checkpointMinutes: 1000,
    ...over,
  }
  return { plan, done }
}

/** Runs the loop to its end, or to what it throws. */
async function outcome(plan: TrainingPlan, signal?: AbortSignal) {
  const events: TrainingEvent[] = []
  try {
    for await (const event of trainingLoop(plan, signal)) events.push(event)
  } catch (thrown) {
    return { events, thrown }
  }
  return { events, thrown: undefined }
}

const short = (events: readonly TrainingEvent[]) => events.map(({ type, step }) => `${type} ${step}`)

describe('the training loop', () => {
  test('yields steps, looks, samples and checkpoints in that order', async () => {
    const { plan, done } = planned({
      validate: async () => 7,
      sample: async step => [{ prompt: 'a', text: `a${step}` }],
      checkpointEvery: 3,
    })
    const { events } = await outcome(plan)
    expect(short(events)).toEqual([
      'step 1',
      'step 2',
      'validation 2',
      'step 3',
      'sample 3',
      'checkpoint 3',
      'step 4',
      'validation 4',
      'sample 4',
      'checkpoint 4',
    ])
    expect(events[0]).toMatchObject({ loss: 10, gradientNorm: 0.5, learningRate: 1, tokens: 2 })
    expect(events[3]).toMatchObject({ loss: 8, learningRate: expect.closeTo(1 / 3) })
    expect(done.filter(what => what.startsWith('save'))).toEqual(['save 3', 'save 4'])
  })

  test('a resumed loop does the steps that are left, as they would have been', async () => {
    const whole = planned()
    await outcome(whole.plan)
    const rest = planned({ firstStep: 2 })
    const { events } = await outcome(rest.plan)
    expect(short(events)).toEqual(['step 3', 'step 4', 'checkpoint 4'])
    expect(rest.done).toEqual(whole.done.slice(2))
  })

  test('with all steps done it does nothing', async () => {
    const { plan, done } = planned({ firstStep: 4 })
    expect(await outcome(plan)).toEqual({ events: [], thrown: undefined })
    expect(done).toEqual([])
  })

  test('saves when its minutes have passed', async () => {
    const { plan, done } = planned({ checkpointMinutes: 0 })
    await outcome(plan)
    expect(done.filter(what => what.startsWith('save'))).toEqual(['save 1', 'save 2', 'save 3', 'save 4'])
  })

  test.each([
    ['loss', Number.NaN],
    ['loss', Number.POSITIVE_INFINITY],
  ])('a %s of %d ends it, nothing is saved over the last good checkpoint', async (_, value) => {
    const { plan, done } = planned({ checkpointEvery: 1 }, step => (step === 2 ? value : 1))
    const { events, thrown } = await outcome(plan)
    expect(short(events).at(-1)).toBe('checkpoint 2')
    expect(String(thrown)).toMatch(
      /Expected a finite loss, found (NaN|Infinity) .* at step 3.*checkpoint is that of step 2/,
    )
    expect(done.filter(what => what.startsWith('save'))).toEqual(['save 1', 'save 2'])
  })

  test('what diagnosis finds is said; without a checkpoint, that too', async () => {
    const { plan, done } = planned(
      {
        diagnose: async step => {
          done.push(`diagnose ${step}`)
          return 'layers.3 (exp)'
        },
      },
      step => (step === 1 ? Number.NaN : 1),
    )
    const { thrown } = await outcome(plan)
    expect(String(thrown)).toContain(
      'found NaN (gradient norm 0.5) at step 2. It begins in layers.3 (exp). There is no checkpoint before it',
    )
    expect(done.at(-1)).toBe('diagnose 1')
  })

  test('weights that are not finite make no checkpoint', async () => {
    const { plan } = planned({ checkpointEvery: 1, save: async step => (step === 3 ? 'weight a' : undefined) })
    const { events, thrown } = await outcome(plan)
    expect(short(events).filter(event => event.startsWith('checkpoint'))).toEqual(['checkpoint 1', 'checkpoint 2'])
    expect(String(thrown)).toContain(
      'Expected a finite weight a after step 3, found others. The last good checkpoint is that of step 2',
    )
  })

  test('aborted it ends the running step, saves, and throws the reason', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const { plan, done } = planned({}, step => {
      if (step === 1) controller.abort(reason)
      return 1
    })
    const { events, thrown } = await outcome(plan, controller.signal)
    expect(short(events)).toEqual(['step 1', 'step 2', 'checkpoint 2'])
    expect(thrown).toBe(reason)
    expect(done.at(-1)).toBe('save 2')
  })

  test('aborted in the last step it is simply done', async () => {
    const controller = new AbortController()
    const { plan } = planned({}, step => {
      if (step === 3) controller.abort()
      return 1
    })
    const { events, thrown } = await outcome(plan, controller.signal)
    expect(short(events).at(-1)).toBe('checkpoint 4')
    expect(thrown).toBeUndefined()
  })

  test('a checkpoint that cannot be written ends it', async () => {
    const full = new Error('disk full')
    const { plan } = planned({ save: () => Promise.reject(full), checkpointEvery: 2 })
    const { events, thrown } = await outcome(plan)
    expect(short(events)).toEqual(['step 1', 'step 2'])
    expect(thrown).toBe(full)
  })
})
