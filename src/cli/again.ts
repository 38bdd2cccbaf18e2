import type { Context } from './context.ts'

/** The command line that does the same again, as the user would type it. */
export function againCommand({ env }: Pick<Context, 'env'>, args: readonly string[] = process.argv.slice(2)): string {
  const { npm_lifecycle_event: script } = env
  if (script === 'quickstart') return 'npm run quickstart'
  return ['npx instar', ...args.map(quoted)].join(' ')
}

function quoted(arg: string): string {
  return /^[\p{L}\p{N}_./=:,@+-]+$/u.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`
}
