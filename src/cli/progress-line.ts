import type { Context } from './context.ts'
import { cutTo } from './view/width.ts'

/**
 * One line that tells how short work goes on, drawn over on a terminal; nothing elsewhere, since such work is soon done.
 */
export interface ProgressLine {
  show(text: string): void
  /** Takes the line away. */
  clear(): void
}

const interval = 100

export function progressLine({ stderr, env, quiet }: Pick<Context, 'stderr' | 'env' | 'quiet'>): ProgressLine {
  const live = stderr.isTTY === true && env.TERM !== 'dumb' && !quiet
  let shownAt = Number.NEGATIVE_INFINITY
  return {
    show: text => {
      if (!live || performance.now() - shownAt < interval) return
      shownAt = performance.now()
      stderr.write(`\r\x1b[2K${cutTo(text, (stderr.columns ?? 80) - 1)}`)
    },
    clear: () => {
      if (live && shownAt > Number.NEGATIVE_INFINITY) stderr.write('\r\x1b[2K')
    },
  }
}
