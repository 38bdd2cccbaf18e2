import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { main } from '../../src/cli/program.ts'

export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a command line in this process, with nothing on standard input, and gives what it printed. */
export async function instar(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  stdin.end()
  const printed = Promise.all([text(stdout), text(stderr)])
  const code = await main(args, { stdin, stdout, stderr, env } as unknown as Parameters<typeof main>[1])
  stdout.end()
  stderr.end()
  const [out, err] = await printed
  return { code, out, err }
}
