import { describe, expect, test } from 'vitest'
import type { RunProgress } from '../../pipeline/index.ts'
import { languages, messagesIn } from '../language.ts'
import { numberFormats } from '../numbers.ts'
import { type FrameOptions, frame } from './frame.ts'
import { plainLine, type Spoken } from './plain.ts'
import { advance, initialState, type ViewState } from './state.ts'
import { displayWidth } from './width.ts'

/** Stages and events of a run. */
const recordedStages = [
  { name: 'data', kind: 'documents' },
  { name: 'tokenizer', kind: 'tokenizer' },
  { name: 'base', kind: 'pretrain' },
  { name: 'sft', kind: 'sft' },
  { name: 'report', kind: 'report' },
] as const

function recordedRun(): RunProgress[] {
  return [
    { type: 'stage', stage: 'data', kind: 'documents', status: 'already', seconds: 0, summary: { train: 4210 } },
    { type: 'stage', stage: 'tokenizer', kind: 'tokenizer', status: 'begin' },
    { type: 'work', stage: 'tokenizer', activity: 'count', done: 700 },
    { type: 'work', stage: 'tokenizer', activity: 'merge', done: 1024, total: 4096 },
    {
      type: 'stage',
      stage: 'tokenizer',
      kind: 'tokenizer',
      status: 'done',
      seconds: 3.25,
      summary: { vocabularySize: 4096 },
    },
    { type: 'stage', stage: 'base', kind: 'pretrain', status: 'begin' },
    { type: 'resumed', stage: 'base', step: 100, steps: 1000, changes: [] },
    ...Array.from({ length: 300 }, (_, index) => trainingStep(101 + index)),
    training({ type: 'validation', step: 400, loss: 3.456 }),
    training({
      type: 'sample',
      step: 400,
      prompt: '秘鲁的首都是',
      text: '秘鲁的首都是利马。\n\x1b[2J它位于太平洋沿岸，是全国最大的城市，也是政治与经济中心',
    }),
    training({ type: 'checkpoint', step: 400 }),
  ]
}

function trainingStep(step: number): RunProgress {
  const loss = 2 + 400 / (step + 50)
  return training({ type: 'step', step, loss, gradientNorm: 1, learningRate: 1, tokens: 2048, seconds: 0.05 })
}

function training(event: Extract<RunProgress, { type: 'training' }>['event']): RunProgress {
  return { type: 'training', stage: 'base', steps: 1000, tokensPerSecond: 41_234, secondsLeft: 95, event }
}

const options: FrameOptions = {
  text: messagesIn('en'),
  numbers: numberFormats('en'),
  columns: 80,
  rows: 30,
  title: 'Raising tutor in runs/tutor',
  now: 10_000,
  memory: 812 * 2 ** 20,
  paint: (_, text) => text,
}

function states(): ViewState[] {
  let state = initialState(recordedStages)
  return [state, ...recordedRun().map((progress, index) => (state = advance(state, progress, index * 10)))]
}

describe('the live view', () => {
  test('shows stages, what runs, losses, speed, time, memory and a sample', () => {
    const lines = frame(states().at(-1)!, options)
    expect(lines).toEqual([
      'Raising tutor in runs/tutor',
      '  ✓ data       done before · 4,210 documents',
      '  ✓ tokenizer  3.3 s · vocabulary of 4,096',
      expect.stringMatching(/^ {2}. base {7}pretraining · 10 s$/),
      '  ○ sft      ',
      '  ○ report   ',
      '',
      expect.stringMatching(/^█{7}▋? {11,12}.*step 400\/1,000 · 1 min 35 s left$/),
      'loss 2.907 · validation 3.456 · 41.2K tokens/s · memory 812 MB',
      ...Array(8).fill(expect.stringMatching(/│[⠀-⣿]+$/)),
      'sample at step 400',
      '  秘鲁的首都是 利马。 它位于太平洋沿岸，是全国最大的城市，也是政治与经济中心',
      'Ctrl-C saves and stops; the same command goes on',
    ])
  })

  const sizes = [8, 20, 33, 40, 60, 80, 120, 300].flatMap(columns =>
    [2, 5, 10, 14, 24, 50].map(rows => ({ columns, rows })),
  )
  test.each(languages)('never leaves the terminal, whatever its size (%s)', language => {
    const words = { text: messagesIn(language), numbers: numberFormats(language) }
    const shown = states().filter((_, index, all) => index < 8 || index > all.length - 6)
    for (const state of shown)
      for (const size of sizes) {
        const lines = frame(state, { ...options, ...words, ...size })
        expect(lines.length).toBeLessThan(size.rows)
        for (const line of lines) expect(displayWidth(line)).toBeLessThan(size.columns + 1)
        for (const line of lines) expect(line).not.toMatch(/\p{Cc}/u)
      }
  })

  test('a low terminal keeps the running stage and the notice', () => {
    const state = { ...states().at(-1)!, notice: 'Saving' }
    const lines = frame(state, { ...options, rows: 6 }).join('\n')
    expect(lines).toMatch(/base/)
    expect(lines).toMatch(/Saving/)
    expect(lines).not.toMatch(/│/)
  })

  test('warns when a training goes on in another environment', () => {
    const changes = [{ name: 'onnxruntime', before: '1.29.0', now: '1.30.0' }]
    const resumed = { type: 'resumed', stage: 'base', step: 1, steps: 9, changes } as const
    const warning = /onnxruntime 1\.29\.0 → 1\.30\.0\. The weights may differ/
    expect(frame(advance(states()[6]!, resumed, 0), { ...options, columns: 120 }).at(-1)).toMatch(warning)
    expect(plainLine(states()[6]!, resumed, { line: 0, sample: 0 }, options).line).toMatch(warning)
  })

  test('the last frame is the stages alone', () => {
    const lines = frame(states().at(-1)!, { ...options, isLast: true })
    expect(lines).toHaveLength(1 + recordedStages.length)
  })

  test('a new stage clears curve and sample of the one before', () => {
    const next = advance(states().at(-1)!, { type: 'stage', stage: 'sft', kind: 'sft', status: 'begin' }, 5000)
    expect(next.training).toBeUndefined()
    expect(next.sample).toBeUndefined()
    expect(next.current).toBe('sft')
  })
})

describe('the plain view', () => {
  function said(millisecondsPerEvent: number): string[] {
    let state = initialState(recordedStages)
    let spoken: Spoken = { line: Number.NEGATIVE_INFINITY, sample: Number.NEGATIVE_INFINITY }
    return recordedRun().flatMap((progress, index) => {
      const now = index * millisecondsPerEvent
      const result = plainLine(state, progress, spoken, { ...options, now })
      state = advance(state, progress, now)
      spoken = result.spoken
      return result.line === undefined ? [] : [result.line]
    })
  }

  test('says little when much happens at once', () => {
    expect(said(1)).toEqual([
      'data: done already',
      'tokenizer: training the tokenizer …',
      'tokenizer: done in 3.3 s · vocabulary of 4,096',
      'base: pretraining …',
      'base: goes on from step 100 of 1,000',
      'base: step 101/1,000 · 1 min 35 s left · loss 4.649 · 41.2K tokens/s · memory 812 MB',
      expect.stringMatching(/^base: sample at step 400: 秘鲁的首都是 利马。 它位于/),
    ])
  })

  test('says where it is every fifteen seconds, from the first loss on', () => {
    const lines = said(1000).filter(line => line.startsWith('base: step'))
    expect(lines).toHaveLength(1 + Math.floor(302 / 15))
    expect(lines[1]).toBe('base: step 116/1,000 · 1 min 35 s left · loss 4.521 · 41.2K tokens/s · memory 812 MB')
  })
})
