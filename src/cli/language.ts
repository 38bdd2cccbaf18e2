import { chinese } from './messages/chinese.ts'
import { english, type Messages } from './messages/english.ts'

export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

const tables: { readonly [L in Language]: Messages } = { en: english, zh: chinese }

export function messagesIn(language: Language): Messages {
  return tables[language]
}

/**
 * The language to speak: that of `--lang` if it is there, else that of the locale, else English. It has to be known
 * before the command line is parsed, because help and parsing errors are in it too.
 */
export function languageOf(args: readonly string[], env: NodeJS.ProcessEnv): Language {
  const end = args.indexOf('--')
  const flags = end < 0 ? args : args.slice(0, end)
  const at = flags.findLastIndex(arg => arg === '--lang' || arg.startsWith('--lang='))
  const flag = flags[at]
  const written = flag?.includes('=') ? flag.slice('--lang='.length) : flag && flags[at + 1]
  const locale = written ?? (env.LC_ALL || env.LC_MESSAGES || env.LANG || systemLocale())
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

/** Windows has no locale variables, but Node knows what its user reads. */
function systemLocale(): string {
  return process.platform === 'win32' ? Intl.DateTimeFormat().resolvedOptions().locale : ''
}
