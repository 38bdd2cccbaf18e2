import { CommanderError } from 'commander'
import { InstarError } from '../errors/index.ts'
import type { Context } from './context.ts'
import type { Language } from './language.ts'
import type { Messages } from './messages/english.ts'
import { translate } from './translate.ts'

export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const

/** Why work was stopped by the user: the reason of the abort signal. */
export class Interrupted extends Error {}

/** A result that says itself what failed: nothing is left to print, but the exit code. */
export class Failed extends Error {}

/** The reader of standard output is gone (`instar … | head -1`): nothing is left to do, and that is no failure. */
export class OutputClosed extends Error {}

/** Prints an error as a sentence; with INSTAR_DEBUG also where it came from. Returns the exit code. */
export function reportError(error: unknown, context: Pick<Context, 'stderr' | 'env' | 'text' | 'language'>): number {
  const { stderr, env, text } = context
  // What went wrong while cleaning up after an error matters less than that error.
  if (error instanceof SuppressedError) return reportError(error.suppressed, context)
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done
    stderr.write(`${text.errors.prefix}${parserSentence(error, text)}\n`)
    return exitCodes.usage
  }
  if (error instanceof Interrupted) return exitCodes.interrupted
  if (error instanceof OutputClosed) return exitCodes.done
  if (error instanceof Failed) return exitCodes.failed
  stderr.write(`${text.errors.prefix}${sentence(error, text, context.language)}\n`)
  if (env.INSTAR_DEBUG) stderr.write(`${traces(error)}\n`)
  return error instanceof InstarError && error.kind === 'usage' ? exitCodes.usage : exitCodes.failed
}

/**
 * The library says what was expected, found and where. A foreign error, or one whose words cannot be translated, gets the
 * sentence that belongs to its system code first.
 */
function sentence(error: unknown, text: Messages, language: Language): string {
  if (error instanceof InstarError && error.descriptor) return translate(error.descriptor, language)
  const known = knownCause(error, text)
  if (error instanceof InstarError)
    return known !== undefined && language !== 'en' ? `${known}（${error.message}）` : error.message
  const message = error instanceof Error ? error.message : String(error)
  return known === undefined ? text.errors.unexpected(message) : `${known} (${message})`
}

/** The sentence for the first system code in an error and its causes. */
function knownCause(error: unknown, text: Messages): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, errcode } = cause as NodeJS.ErrnoException & { errcode?: number }
    const found = sentenceOfCode(code ?? '', text) ?? sentenceOfSqlite(errcode ?? 0, text)
    if (found !== undefined) return found
  }
  return undefined
}

function sentenceOfCode(code: string, { errors }: Messages): string | undefined {
  if (/^(ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENETDOWN|ERR_SOCKET|EPROTO)/.test(code))
    return errors.noNetwork
  if (code === 'E404' || code === 'ETARGET') return errors.noPackage
  if (code === 'ENOSPC' || code === 'EDQUOT') return errors.diskFull
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return errors.denied
  if (code === 'EADDRINUSE' || code === 'EBUSY' || code === 'ETXTBSY') return errors.inUse
  if (code === 'ENOENT' || code === 'ENOTDIR') return errors.noSuchFile
  if (code === 'EMFILE' || code === 'ENFILE') return errors.tooManyFiles
  if (code === 'ENOMEM' || code === 'ERR_WORKER_OUT_OF_MEMORY') return errors.outOfMemory
  return undefined
}

/** Primary result codes of SQLite: https://sqlite.org/rescode.html */
function sentenceOfSqlite(errcode: number, { errors }: Messages): string | undefined {
  const primary = errcode & 0xff
  if (primary === 13) return errors.diskFull
  if (primary === 5 || primary === 6) return errors.inUse
  if (primary === 8) return errors.denied
  return undefined
}

function traces(error: unknown): string {
  const parts: string[] = []
  for (let cause = error; cause !== undefined; cause = cause instanceof Error ? cause.cause : undefined)
    parts.push(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))
  return parts.join('\nCaused by: ')
}

/** What the parser of the command line found wrong: its own words hold the names in single quotes, and a guess. */
function parserSentence(error: CommanderError, { help }: Messages): string {
  const { parser } = help
  const [found = '', guess] = error.message.replace(/^error: /, '').split('\n(Did you mean ')
  const [first = '', second = ''] = Array.from(found.matchAll(/'([^']*)'/g), match => match[1]!)
  const quoted = /argument '(.*?)' is invalid\. (.*)$/s.exec(found)
  const reason = quoted?.[2]?.replace(/^Allowed choices are (.*)\.$/, (_, choices) => help.choices(choices)) ?? ''
  const known: Readonly<Record<string, () => string>> = {
    'commander.unknownOption': () => parser.unknownOption(first),
    'commander.unknownCommand': () => parser.unknownCommand(first),
    'commander.missingArgument': () => parser.missingArgument(first),
    'commander.optionMissingArgument': () => parser.optionMissingArgument(first),
    'commander.missingMandatoryOptionValue': () => parser.missingMandatoryOptionValue(first),
    'commander.excessArguments': () => parser.excessArguments,
    'commander.invalidArgument': () => parser.invalidArgument(first, quoted?.[1] ?? second, reason),
    'commander.conflictingOption': () => parser.conflictingOption(first, second),
    'commander.help': () => parser.noCommand,
  }
  const names = guess?.replace(/^one of /, '').replace(/\?\)$/, '')
  const plain = known[error.code]?.() ?? found
  return names === undefined ? plain : plain + parser.didYouMean(names)
}
