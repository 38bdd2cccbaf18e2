import { Command, type Help, Option } from 'commander'
import { addAsk } from './commands/ask.ts'
import { addChat } from './commands/chat.ts'
import { addData } from './commands/data.ts'
import { addDoctor } from './commands/doctor.ts'
import { addEval } from './commands/eval.ts'
import { addExport } from './commands/export.ts'
import { addRaise } from './commands/raise.ts'
import { addTokenizer } from './commands/tokenizer.ts'
import { addTrain } from './commands/train.ts'
import { type Context, contextOf, type Terminal } from './context.ts'
import { exitCodes, reportError } from './errors.ts'
import { tolerateClosedOutput } from './interrupt.ts'
import { type Language, languageOf, languages, messagesIn } from './language.ts'
import type { Messages } from './messages/english.ts'
import { packageVersion } from './versions.ts'
import { displayWidth } from './view/width.ts'

/** What a command is built with. */
export interface Setup {
  readonly text: Messages
  readonly language: Language
  /** The context of an action, with the flags of the command line that apply to every command. */
  readonly contextOf: (command: Command) => Context
}

/** Adds one command, with its flags and its action. */
export type AddCommand = (parent: Command, setup: Setup) => void

const commands: readonly AddCommand[] = [
  addRaise,
  addData,
  addTrain,
  addEval,
  addAsk,
  addChat,
  addTokenizer,
  addExport,
  addDoctor,
]

/** Carries out one command line. Prints every error that it ends with. @returns the exit code */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  tolerateClosedOutput(terminal)
  const language = languageOf(args, terminal.env)
  try {
    await createProgram(terminal, language, await packageVersion()).parseAsync(args, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    return reportError(error, { ...terminal, text: messagesIn(language), language })
  }
}

/** The commands and their flags, with all texts in one language. */
export function createProgram(terminal: Terminal, language: Language, version: string): Command {
  const text = messagesIn(language)
  const { help } = text
  const program = new Command('instar')
    .description(help.program)
    .version(version, '-V, --version', help.flags.version)
    .helpOption('-h, --help', help.flags.help)
    .helpCommand('help [command]', help.commands.help)
    .option('--json', help.flags.json)
    .option('-q, --quiet', help.flags.quiet)
    .addOption(new Option('--lang <language>', help.flags.lang).choices(languages))
    .addHelpText('after', `\n${help.more}`)
    .exitOverride()
    .configureOutput({
      writeOut: written => void terminal.stdout.write(written),
      writeErr: written => void terminal.stderr.write(written),
      outputError: () => {}, // reportError does, in the language of the reader
    })
    .configureHelp(translatedHelp(text))
  const setup: Setup = {
    text,
    language,
    contextOf: command => contextOf(terminal, language, command.optsWithGlobals()),
  }
  for (const add of commands) add(program, setup)
  return program
}

function translatedHelp({ help }: Messages): Partial<Help> {
  const translated = (usage: string) =>
    Object.entries(help.usage).reduce((text, [english, word]) => text.replaceAll(english, word), usage)
  const headings: Readonly<Record<string, string>> = help.headings
  return {
    showGlobalOptions: true,
    displayWidth,
    styleTitle: title => headings[title] ?? title,
    styleUsage: translated,
    styleSubcommandTerm: translated,
    optionDescription: option => {
      const { description, argChoices, defaultValue, defaultValueDescription } = option
      const known = defaultValueDescription ?? (defaultValue === undefined ? undefined : String(defaultValue))
      const details = [
        ...(argChoices ? [help.choices(argChoices.join(' '))] : []),
        ...(known === undefined ? [] : [help.default(known)]),
      ]
      return details.length === 0 ? description : `${description} (${details.join('; ')})`
    },
  }
}
