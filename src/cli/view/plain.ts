import type { RunProgress } from '../../pipeline/index.ts'
import { advance, type ViewState } from './state.ts'
import { changesWords, sampleWords, summaryWords, trainingWords, type Words, workWords } from './words.ts'

/** Milliseconds between two lines on the same stage, and between two samples: a log of ten minutes stays readable. */
const pace = { line: 15_000, sample: 60_000 }

/** When something was last said. */
export interface Spoken {
  readonly line: number
  readonly sample: number
}

/**
 * What is said about an event where nothing can be redrawn: beginnings and ends of stages at once, all else now and then.
 *
 * @returns the line, if there is one, and when something was last said
 */
export function plainLine(
  before: ViewState,
  progress: RunProgress,
  spoken: Spoken,
  options: Words & { readonly now: number; readonly memory: number },
): { line?: string; spoken: Spoken } {
  const { text, numbers, now } = options
  const { view } = text
  const state = advance(before, progress, now)
  const said = (line: string): { line: string; spoken: Spoken } => ({ line, spoken: { ...spoken, line: now } })

  if (progress.type === 'resumed') {
    const begin = view.resumed(progress.stage, numbers.whole(progress.step), numbers.whole(progress.steps))
    return said([begin, ...changesWords(progress.changes, options)].join('. '))
  }
  if (progress.type === 'stage') {
    const { stage, kind, status } = progress
    if (status === 'begin') return said(view.begin(stage, view.kinds[kind]))
    if (status === 'already') return said(view.already(stage))
    return said([view.done(stage, view.duration(progress.seconds)), ...summaryWords(progress, options)].join(' · '))
  }
  if (progress.type === 'training' && progress.event.type === 'sample') {
    if (now - spoken.sample < pace.sample) return { spoken }
    const words = sampleWords(progress.event).join(' ')
    const line = `${progress.stage}: ${view.sample(numbers.whole(progress.event.step))}: ${words}`
    return { line, spoken: { ...spoken, sample: now } }
  }
  // The first loss of a stage is news: it tells that training has begun, and how long a step takes.
  const isFirstLoss = before.training?.loss === undefined && state.training?.loss !== undefined
  if (!isFirstLoss && now - spoken.line < pace.line) return { spoken }
  const memory = view.memory(numbers.bytes(options.memory))
  const training = state.training && !state.work ? trainingWords(state.training, options) : undefined
  const words = training ? [...training.where, ...training.how] : [workWords(state.work!, options)]
  return said(`${progress.stage}: ${[...words, memory].join(' · ')}`)
}
