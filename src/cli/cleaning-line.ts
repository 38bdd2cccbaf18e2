import type { CleaningProgress } from '../data/index.ts'
import type { Context } from './context.ts'
import { progressLine } from './progress-line.ts'

/** Where nothing can be redrawn, a line this often, in milliseconds: a log of hours stays readable. */
const pace = 15_000

/** Says how a cleaning goes on: a line that is drawn over on a terminal, one now and then elsewhere. */
export function cleaningLine(context: Context): { show: (progress: CleaningProgress) => void; clear: () => void } {
  const { stderr, env } = context
  const live = stderr.isTTY === true && env.TERM !== 'dumb'
  const line = progressLine(context)
  const rates = rateOf()
  let saidAt = performance.now()
  return {
    show: progress => {
      const now = performance.now()
      const words = cleaningWords(progress, rates(progress, now), context).join(' · ')
      if (live) line.show(words)
      else if (now - saidAt >= pace) {
        context.note(words)
        saidAt = now
      }
    },
    clear: line.clear,
  }
}

interface Rate {
  readonly documents: number
  readonly bytes: number
}

/** Rates per second over the last ten seconds or so, in the phase that is running. */
function rateOf(): (progress: CleaningProgress, now: number) => Rate | undefined {
  const span = 10_000
  let points: { progress: CleaningProgress; now: number }[] = []
  return (progress, now) => {
    if (points[0]?.progress.phase !== progress.phase) points = []
    points = [...points.filter(point => now - point.now < span), { progress, now }]
    const [first] = points
    const seconds = (now - first!.now) / 1000
    if (seconds < 0.5) return undefined
    return {
      documents: (progress.documents - first!.progress.documents) / seconds,
      bytes: (progress.textBytes - first!.progress.textBytes) / seconds,
    }
  }
}

/** `cleaning (1/5): 42 % · 12,345 documents · 1,234/s, 4.1 MB/s · 87 % kept · 1 min 20 s left` */
function cleaningWords(
  progress: CleaningProgress,
  rate: Rate | undefined,
  { text, numbers }: Pick<Context, 'text' | 'numbers'>,
): string[] {
  const { kind, phase, phases, share, documents, kept, secondsLeft } = progress
  const words = [`${text.clean.phases[kind]} (${phase}/${phases}) ${numbers.percent(share)}`]
  if (documents > 0) {
    words.push(text.clean.counted(numbers.whole(documents)))
    if (rate) words.push(text.clean.rate(numbers.whole(rate.documents), (rate.bytes / 1e6).toFixed(1)))
    words.push(text.clean.keptShare(numbers.percent(kept / documents)))
  }
  if (secondsLeft !== undefined) words.push(text.view.left(text.view.duration(secondsLeft)))
  return words
}
