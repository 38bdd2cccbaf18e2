import { createInterface } from 'node:readline'
import { type Context, painter } from './context.ts'

/**
 * The lines that the user types, until Ctrl-D, a second Ctrl-C, or the end of a pipe. Between two lines the terminal is in
 * its ordinary mode, so that Ctrl-C reaches whatever answers.
 */
export async function* typedLines(context: Context, isConversation: boolean): AsyncGenerator<string> {
  if (!isConversation) {
    yield* createInterface({ input: context.stdin, crlfDelay: Number.POSITIVE_INFINITY })
    return
  }
  let history: string[] = []
  for (;;) {
    const lines = await typed(context, history)
    if (lines === undefined) return
    history = [...lines.filter(line => line.trim() !== '').toReversed(), ...history]
    yield* lines
  }
}

/** One line, or all of those that were pasted at once; undefined when the user leaves. */
function typed({ stdin, stdout, text, env }: Context, history: readonly string[]): Promise<string[] | undefined> {
  const paint = painter(stdout, env)
  const reader = createInterface({ input: stdin, output: stdout, terminal: true, history: [...history] })
  reader.setPrompt(paint('cyan', '> '))
  const lines: string[] = []
  let warned = false
  const { promise, resolve } = Promise.withResolvers<string[] | undefined>()
  reader.on('line', line => {
    lines.push(line)
    setImmediate(() => reader.close())
  })
  reader.on('SIGINT', () => {
    if (warned && reader.line === '') return reader.close()
    warned = true
    reader.write(null, { ctrl: true, name: 'e' })
    reader.write(null, { ctrl: true, name: 'u' })
    stdout.write(`\n${paint('dim', text.chat.leave)}\n`)
    reader.prompt()
  })
  reader.on('close', () => {
    if (lines.length === 0) stdout.write('\n')
    resolve(lines.length > 0 ? lines : undefined)
  })
  reader.prompt()
  return promise
}
