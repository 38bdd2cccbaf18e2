import type { RunProgress } from '../../pipeline/index.ts'
import type { StageKind } from '../../runs/index.ts'
import { type Context, painter } from '../context.ts'
import { frame } from './frame.ts'
import { plainLine } from './plain.ts'
import { openScreen } from './screen.ts'
import { advance, initialState } from './state.ts'

/** Shows how a run goes on standard error: live on a terminal, as a few lines anywhere else, not at all when quiet. */
export interface View {
  update(progress: RunProgress): void
  /** Adds earlier losses to the curve of the training that was just resumed. */
  recall(losses: readonly { step: number; value: number }[]): void
  /** Shows a sentence that stays: that saving has begun, for example. */
  notice(sentence: string): void
  close(): void
}

/** Milliseconds between two frames, and between two without news (the clock goes on). */
const frameInterval = 100
const idleInterval = 500

export function openView(
  context: Context,
  run: { title: string; stages: readonly { name: string; kind: StageKind }[] },
): View {
  if (context.quiet) return { update: () => {}, recall: () => {}, notice: () => {}, close: () => {} }
  return isLive(context) ? liveView(context, run) : plainView(context, run)
}

/** Whether standard error is a terminal on which lines can be drawn over, looked at by a person. */
function isLive({ stderr, env }: Context): boolean {
  return stderr.isTTY === true && env.TERM !== 'dumb' && !env.CI
}

function liveView(context: Context, run: Parameters<typeof openView>[1]): View {
  const { stderr, text, numbers } = context
  const paint = painter(stderr, context.env)
  const screen = openScreen(stderr)
  let state = initialState(run.stages)
  let drawn = 0
  const draw = (isLast = false) => {
    drawn = performance.now()
    const { columns = 80, rows = 24 } = stderr
    const memory = process.memoryUsage.rss()
    screen.draw(frame(state, { columns, rows, title: run.title, now: drawn, memory, text, numbers, paint, isLast }))
  }
  const timer = setInterval(() => draw(), idleInterval)
  timer.unref()
  draw()
  return {
    update: progress => {
      state = advance(state, progress, performance.now())
      if (performance.now() - drawn >= frameInterval) draw()
    },
    recall: losses => {
      for (const { step, value } of losses) state.training?.losses.add(step, value)
    },
    notice: notice => {
      state = { ...state, notice }
      draw()
    },
    close: () => {
      clearInterval(timer)
      draw(true)
      screen.close()
    },
  }
}

function plainView(context: Context, run: Parameters<typeof openView>[1]): View {
  const { text, numbers } = context
  let state = initialState(run.stages)
  let spoken = { line: Number.NEGATIVE_INFINITY, sample: Number.NEGATIVE_INFINITY }
  context.note(run.title)
  return {
    update: progress => {
      const now = performance.now()
      const said = plainLine(state, progress, spoken, { now, memory: process.memoryUsage.rss(), text, numbers })
      state = advance(state, progress, now)
      spoken = said.spoken
      if (said.line !== undefined) context.note(said.line)
    },
    recall: () => {},
    notice: context.note,
    close: () => {},
  }
}
