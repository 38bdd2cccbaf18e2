import { styleText } from 'node:util'
import { type Language, messagesIn } from './language.ts'
import type { Messages } from './messages/english.ts'
import { type NumberFormats, numberFormats } from './numbers.ts'

/** The parts of a process that a command talks to. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
}

/** What every command is given: where to read and write, in which language, and how much. */
export interface Context extends Terminal {
  readonly language: Language
  readonly text: Messages
  readonly numbers: NumberFormats
  readonly json: boolean
  readonly quiet: boolean
  /** A result: standard output. */
  print(line: string): void
  /** Progress and notes: standard error, nothing when quiet. */
  note(line: string): void
}

export interface CommonFlags {
  readonly json?: boolean
  readonly quiet?: boolean
}

export function contextOf(terminal: Terminal, language: Language, flags: CommonFlags): Context {
  const { stdin, stdout, stderr, env } = terminal
  const quiet = flags.quiet ?? false
  return {
    ...{ stdin, stdout, stderr, env, language, quiet },
    text: messagesIn(language),
    numbers: numberFormats(language),
    json: flags.json ?? false,
    print: line => void stdout.write(`${line}\n`),
    note: line => {
      if (!quiet) stderr.write(`${line}\n`)
    },
  }
}

export type Style = Parameters<typeof styleText>[0]
export type Paint = (style: Style, text: string) => string

/** Styles text where the stream is a terminal that shows colours and NO_COLOR does not forbid them. */
export function painter(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Paint {
  const colours = stream.isTTY === true && !env.NO_COLOR && stream.hasColors(16, env)
  return colours ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text
}
