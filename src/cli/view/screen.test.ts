import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { openScreen } from './screen.ts'

/** As much of a terminal as the screen uses: text, line feeds, and the sequences for up, clear line and clear below. */
function terminal(columns: number) {
  const rows: string[] = ['']
  let row = 0
  let column = 0
  const written: string[] = []
  const stream = Object.assign(new EventEmitter(), {
    columns,
    isTTY: true,
    write: (text: string) => {
      written.push(text)
      for (const [piece, up, control] of text.matchAll(/\p{Cc}\[(\d+)A|(\p{Cc}\[[?\d]*[A-Za-z]|[\r\n])|\P{Cc}+/gu)) {
        if (up !== undefined) row = Math.max(0, row - Number(up))
        else if (control === '\r') column = 0
        else if (control === '\n') {
          row += 1
          column = 0
          rows[row] ??= ''
        } else if (control === '\x1b[2K') rows[row] = ''
        else if (control === '\x1b[J') rows.splice(row + (column === 0 ? 0 : 1), rows.length, '')
        else if (control === undefined) {
          rows[row] = rows[row]!.slice(0, column).padEnd(column) + piece + rows[row]!.slice(column + piece.length)
          column += piece.length
        }
      }
      return true
    },
  })
  return { stream: stream as unknown as NodeJS.WriteStream & { columns: number }, rows, written }
}

test('draws over what it drew, and leaves what stood before', () => {
  const { stream, rows } = terminal(40)
  stream.write('$ instar raise tutor\n')
  const screen = openScreen(stream)
  screen.draw(['one', 'two', 'three'])
  screen.draw(['one', '2', 'three', 'four'])
  expect(rows).toEqual(['$ instar raise tutor', 'one', '2', 'three', 'four', ''])
  screen.draw(['ONE', '2'])
  expect(rows).toEqual(['$ instar raise tutor', 'ONE', '2', ''])
  screen.close()
})

test('writes nothing when nothing changed, and only the lines that did', () => {
  const { stream, written } = terminal(40)
  const screen = openScreen(stream)
  screen.draw(['same', 'old'])
  const before = written.length
  screen.draw(['same', 'old'])
  expect(written.length).toBe(before)
  screen.draw(['same', 'new'])
  expect(written.at(-1)).toContain('new')
  expect(written.at(-1)).not.toContain('same')
  screen.close()
})

test('after a resize it clears the rows into which its lines were broken', () => {
  const { stream, rows, written } = terminal(40)
  const screen = openScreen(stream)
  screen.draw(['x'.repeat(30), 'short'])
  stream.columns = 20
  rows.splice(0, rows.length, 'x'.repeat(20), 'x'.repeat(10), 'short', '') // what a terminal makes of it
  stream.write('\x1b[99A\n\n\n')
  stream.emit('resize')
  screen.draw(['y', 'short'])
  expect(rows).toEqual(['y', 'short', ''])
  expect(written.at(-1)).toContain('\x1b[3A')
  screen.close()
})

test('hides the cursor while it is open and gives it back once', () => {
  const { stream, written } = terminal(40)
  const listeners = process.listenerCount('exit')
  const screen = openScreen(stream)
  screen.draw(['one'])
  screen.close()
  screen.close()
  screen.draw(['two'])
  expect(written.filter(text => text === '\x1b[?25l')).toHaveLength(1)
  expect(written.filter(text => text === '\x1b[?25h')).toHaveLength(1)
  expect(written.at(-1)).toBe('\x1b[?25h')
  expect(process.listenerCount('exit')).toBe(listeners)
})
