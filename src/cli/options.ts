import { type Command, InvalidArgumentError, Option } from 'commander'
import type { SamplingOptions } from '../generate/index.ts'
import type { DeviceKind } from '../runtime/index.ts'
import type { Messages } from './messages/english.ts'

/** A parser of a flag's value: a number. */
function numberFlag({ errors }: Messages): (value: string) => number {
  return value => {
    const number = Number(value)
    if (value.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError(errors.expectedNumber(value))
    return number
  }
}

/** A parser of a flag's value: a number that is not negative. */
export function amountFlag({ errors }: Messages): (value: string) => number {
  return value => {
    const number = Number(value)
    if (value.trim() === '' || !Number.isFinite(number) || number < 0)
      throw new InvalidArgumentError(errors.expectedAmount(value))
    return number
  }
}

/** A parser of a flag's value: a share, from 0 to 1. */
export function shareFlag({ errors }: Messages): (value: string) => number {
  return value => {
    const number = Number(value)
    if (value.trim() === '' || !(number >= 0 && number <= 1))
      throw new InvalidArgumentError(errors.expectedShare(value))
    return number
  }
}

/** A parser of a flag's value: a whole number of at least 1. */
export function countFlag({ errors }: Messages): (value: string) => number {
  return value => {
    const number = Number(value)
    if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError(errors.expectedWhole(value))
    return number
  }
}

/** A parser of a flag that may be repeated. */
export function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

export function setOption({ help }: Messages): Option {
  return new Option('--set <key=value>', help.flags.set).argParser(repeated)
}

/** What computes; `deviceKinds` of the runtime, which is not loaded to print help. */
export function deviceOption({ help }: Messages): Option {
  const kinds: readonly DeviceKind[] = ['cpu', 'webgpu', 'cuda']
  return new Option('--device <name>', help.options.device).choices(kinds).default(undefined, 'cpu')
}

export interface AnswerFlags extends SamplingOptions {
  readonly maxTokens?: number
  readonly threads?: number
  readonly device?: DeviceKind
  readonly system?: string
}

/** The flags of every command that lets a model answer. */
export function addAnswerOptions(command: Command, text: Messages): Command {
  const { options } = text.help
  const number = numberFlag(text)
  return command
    .option('--system <text>', options.system)
    .option('--max-tokens <count>', options.maxTokens, countFlag(text))
    .addOption(new Option('--temperature <number>', options.temperature).argParser(number).default(undefined, '0'))
    .option('--top-k <count>', options.topK, number)
    .option('--top-p <number>', options.topP, number)
    .option('--min-p <number>', options.minP, number)
    .option('--repetition-penalty <number>', options.repetitionPenalty, number)
    .option('--seed <number>', options.seed, number)
    .option('--threads <count>', options.threads, countFlag(text))
    .addOption(deviceOption(text))
}

/** The sampling options among the flags. */
export function samplingOf(flags: AnswerFlags): SamplingOptions & { maxTokens?: number } {
  const { temperature, topK, topP, minP, repetitionPenalty, seed, maxTokens } = flags
  const given = Object.entries({ temperature, topK, topP, minP, repetitionPenalty, seed, maxTokens })
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}
