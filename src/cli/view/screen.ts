import { displayWidth } from './width.ts'

const hideCursor = '\x1b[?25l'
const showCursor = '\x1b[?25h'
/** Terminals that know synchronized output show a frame whole; the others pass over these. */
const [beginFrame, endFrame] = ['\x1b[?2026h', '\x1b[?2026l']
const [clearLine, clearBelow] = ['\x1b[2K', '\x1b[J']

/** Lines that stand at the end of what was printed and are drawn over again and again. */
export interface Screen {
  /** Shows these lines instead of those before. Each must fit in a row. */
  draw(lines: readonly string[]): void
  /** Leaves the last lines standing, and the cursor below them. */
  close(): void
}

export function openScreen(stream: NodeJS.WriteStream): Screen {
  let shown: readonly string[] = []
  let resized = false
  let closed = false
  const onResize = () => {
    resized = true
  }
  const restore = () => {
    if (!closed) stream.write(showCursor)
  }
  stream.on('resize', onResize)
  process.once('exit', restore) // an error elsewhere must not leave a terminal without cursor
  stream.write(hideCursor)

  return {
    draw: lines => {
      if (closed) return
      if (!resized && lines.length === shown.length && lines.every((line, row) => line === shown[row])) return
      // A narrower terminal has broken the old lines into several rows each.
      const rows = shown.reduce((sum, line) => sum + (resized ? rowsOf(line, stream.columns) : 1), 0)
      const up = rows > 0 ? `\x1b[${rows}A\r` : ''
      const body = resized
        ? clearBelow + lines.map(line => `${line}\n`).join('')
        : lines.map((line, row) => (line === shown[row] ? '\n' : `${clearLine}${line}\n`)).join('') +
          (lines.length < shown.length ? clearBelow : '')
      stream.write(beginFrame + up + body + endFrame)
      shown = lines
      resized = false
    },
    close: () => {
      if (closed) return
      closed = true
      stream.write(showCursor)
      stream.off('resize', onResize)
      process.off('exit', restore)
    },
  }
}

function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(displayWidth(line) / Math.max(1, columns)))
}
