import type { Context } from './context.ts'
import { Interrupted, OutputClosed } from './errors.ts'

/**
 * A Ctrl-C under `npm run` comes twice: from the terminal, and passed on by npm. What follows this soon, in
 * milliseconds, is the same key press.
 */
const samePress = 300

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Does work that the user may stop. The first Ctrl-C (SIGTERM, or a closed terminal) aborts the signal: the work ends its step, saves and
 * rejects. The second ends the process at once, hard: leaving by `process.exit` while the engine computes would abort
 * it with a crash message instead.
 *
 * @param onInterrupt told of the first one, to say so where the user looks
 * @throws the reason of the signal when it was aborted, whatever the work threw.
 */
export async function interruptible<T>(
  context: Pick<Context, 'stdout' | 'stderr'>,
  work: (signal: AbortSignal) => Promise<T>,
  onInterrupt: () => void = () => {},
): Promise<T> {
  const controller = new AbortController()
  let stoppedAt = 0
  const stop = () => {
    if (!controller.signal.aborted) {
      stoppedAt = performance.now()
      controller.abort(new Interrupted())
      onInterrupt()
    } else if (performance.now() - stoppedAt > samePress) killHard(context.stderr)
  }
  const outputClosed = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') controller.abort(new OutputClosed())
  }
  for (const name of signals) process.on(name, stop)
  context.stdout.on('error', outputClosed)
  try {
    return await work(controller.signal)
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error
  } finally {
    for (const name of signals) process.off(name, stop)
    context.stdout.off('error', outputClosed)
  }
}

function killHard(stderr: NodeJS.WriteStream): void {
  if (stderr.isTTY) stderr.write('\x1b[?25h\n') // a view may have hidden the cursor
  process.kill(process.pid, 'SIGKILL')
}

/** Keeps a reader that has gone from ending the process with a stack trace. */
export function tolerateClosedOutput(streams: Pick<Context, 'stdout' | 'stderr'>): void {
  for (const stream of [streams.stdout, streams.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error // EIO: the terminal was closed
    })
}
