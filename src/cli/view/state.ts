import type { RunProgress } from '../../pipeline/index.ts'
import type { StageKind } from '../../runs/index.ts'
import { type Curve, curve } from './curve.ts'

export interface StageLine {
  readonly name: string
  readonly kind: StageKind
  readonly status: 'pending' | 'running' | 'done' | 'already'
  /** When it began, on the clock of `advance`. */
  readonly began?: number
  readonly seconds?: number
  readonly summary?: Readonly<Record<string, unknown>>
}

/** The training that runs, as far as it is known. */
export interface TrainingLine {
  readonly step: number
  readonly steps: number
  readonly tokensPerSecond: number
  readonly secondsLeft: number
  readonly loss?: number
  readonly validation?: number
  /** Grows in place: it has its own fixed size. */
  readonly losses: Curve
}

/** All that the view shows, whatever it is shown on. */
export interface ViewState {
  readonly stages: readonly StageLine[]
  readonly current?: string
  readonly work?: { readonly activity: string; readonly done: number; readonly total?: number }
  readonly training?: TrainingLine
  readonly sample?: { readonly step: number; readonly prompt: string; readonly text: string }
  /** In what the machine differs from that of the checkpoint which training went on from. */
  readonly changes?: Extract<RunProgress, { type: 'resumed' }>['changes']
  /** A sentence that stays until the end: `saving …`. */
  readonly notice?: string
}

export function initialState(stages: readonly { name: string; kind: StageKind }[]): ViewState {
  return { stages: stages.map(({ name, kind }) => ({ name, kind, status: 'pending' })) }
}

/** The state after an event. @param now milliseconds on any steady clock */
export function advance(state: ViewState, progress: RunProgress, now: number): ViewState {
  if (progress.type === 'stage') {
    const { stage, status } = progress
    const { sample: _, work: __, training: ___, changes: ____, ...rest } = state
    const line = status === 'begin' ? { status: 'running' as const, began: now } : { ...progress, status }
    const stages = state.stages.map(known =>
      known.name === stage ? { ...known, ...pick(line), name: known.name } : known,
    )
    if (status === 'begin') return { ...rest, stages, current: stage }
    // What was learnt stays in sight until the next stage begins.
    return status === 'already' ? { ...state, stages } : { ...state, stages, current: stage }
  }
  if (progress.type === 'work') {
    const { activity, done, total } = progress
    return { ...state, current: progress.stage, work: { activity, done, ...(total === undefined ? {} : { total }) } }
  }
  if (progress.type === 'resumed') {
    const { step, steps, changes } = progress
    const training = { step, steps, tokensPerSecond: 0, secondsLeft: Number.NaN, losses: curve(steps) }
    return { ...withoutWork(state), current: progress.stage, training, changes }
  }
  const { event, steps, tokensPerSecond, secondsLeft } = progress
  const before = state.training ?? { step: 0, steps, losses: curve(steps) }
  const training = { ...before, step: event.step, steps, tokensPerSecond, secondsLeft }
  const next = { ...withoutWork(state), current: progress.stage }
  if (event.type === 'step') {
    training.losses.add(event.step, event.loss)
    return { ...next, training: { ...training, loss: smoothed(state.training?.loss, event.loss) } }
  }
  if (event.type === 'validation') return { ...next, training: { ...training, validation: event.loss } }
  if (event.type === 'sample') {
    const { step, prompt, text } = event
    return { ...next, training, sample: { step, prompt, text } }
  }
  return { ...next, training }
}

/** Batches differ: what is shown follows their mean, and a tenth of each new one. */
function smoothed(before: number | undefined, loss: number): number {
  return before === undefined || !Number.isFinite(before) ? loss : before + 0.1 * (loss - before)
}

function withoutWork(state: ViewState): ViewState {
  const { work: _, ...rest } = state
  return rest
}

function pick(line: {
  status: StageLine['status']
  began?: number
  seconds?: number
  summary?: Readonly<Record<string, unknown>>
}): Omit<StageLine, 'name' | 'kind'> {
  const { status, began, seconds, summary } = line
  return {
    status,
    ...(began === undefined ? {} : { began }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(summary === undefined ? {} : { summary }),
  }
}
