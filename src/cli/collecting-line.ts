import type { CollectProgress } from '../data/index.ts'
import type { Context } from './context.ts'
import { progressLine } from './progress-line.ts'

/** Where nothing can be redrawn, a line this often, in milliseconds. */
const pace = 15_000

/** Says how a collection goes on: a line that is drawn over on a terminal, one now and then elsewhere. */
export function collectingLine(context: Context): { show: (progress: CollectProgress) => void; clear: () => void } {
  const { stderr, env } = context
  const live = stderr.isTTY === true && env.TERM !== 'dumb'
  const line = progressLine(context)
  let first: { progress: CollectProgress; at: number } | undefined
  let saidAt = performance.now()
  return {
    show: progress => {
      const now = performance.now()
      if (first?.progress.kind !== progress.kind) first = { progress, at: now }
      if (!live && now - saidAt < pace) return
      const words = () => collectingWords(progress, first!.progress, (now - first!.at) / 1000, context).join(' · ')
      if (live) line.show(words())
      else {
        context.note(words())
        saidAt = now
      }
    },
    clear: line.clear,
  }
}

/** `fetching: 120 pages, 4 MB · 3 without text · 310 waiting · 1.9/s · 8 min 10 s left` */
function collectingWords(
  progress: CollectProgress,
  first: CollectProgress,
  seconds: number,
  { text, numbers }: Pick<Context, 'text' | 'numbers'>,
): string[] {
  const words = text.collect
  const found = [progress, first].map(one => (one.kind === 'crawl' ? one.pages : one.documents)) as [number, number]
  const rate = seconds < 1 ? 0 : (found[0] - found[1]) / seconds
  const said =
    progress.kind === 'crawl'
      ? [
          words.fetching(numbers.whole(progress.pages), numbers.bytes(progress.bytes)),
          words.waiting(numbers.whole(progress.waiting)),
        ]
      : [words.reading(progress.source, numbers.whole(progress.documents))]
  if (progress.skipped > 0) said.push(words.without(numbers.whole(progress.skipped)))
  if (rate === 0) return said
  said.push(words.rate(rate < 10 ? rate.toFixed(1) : numbers.whole(rate)))
  const left = secondsLeft(progress, first, seconds, rate)
  return left === undefined ? said : [...said, text.view.left(text.view.duration(left))]
}

function secondsLeft(
  progress: CollectProgress,
  first: CollectProgress,
  seconds: number,
  rate: number,
): number | undefined {
  if (progress.kind === 'crawl') return Math.min(progress.budget - progress.pages, progress.waiting) / rate
  const done = progress.bytes - (first.kind === 'read' ? first.bytes : 0)
  return done > 0 ? ((progress.ofBytes - progress.bytes) / done) * seconds : undefined
}
