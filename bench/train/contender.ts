import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { InstarError } from '../../src/errors/index.ts'

/** Steps that were taken without a rest. */
export interface Block {
  readonly milliseconds: readonly number[]
  /** Of the last step. */
  readonly loss: number
  /** The most memory that the process has held so far (VmHWM), where the system tells it. */
  readonly peakBytes: number | null
}

/** One side of a comparison: takes training steps when asked, and rests in between. */
export interface Contender {
  readonly name: string
  readonly threads: number
  readonly parameters: number
  /** Floating-point operations of all matrix products of one step, where it counts them. */
  readonly operations?: number
  block(steps: number): Promise<Block>
  close(): Promise<void>
}

/**
 * A contender in a process of its own, so that its memory is its own. It writes one line of JSON when it is ready, then
 * reads a number of steps per line and answers each with a {@link Block}.
 */
export async function contender(
  name: string,
  threads: number,
  command: string,
  args: readonly string[],
): Promise<Contender> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async () => {
    const { value, done } = await lines.next()
    if (done) throw new InstarError(`Expected an answer of ${name}, found its end`)
    return JSON.parse(value)
  }
  const ready = (await answer()) as { parameters: number; operations?: number }
  return {
    ...ready,
    name,
    threads,
    async block(steps) {
      child.stdin.write(`${steps}\n`)
      return (await answer()) as Block
    },
    async close() {
      child.stdin.end()
      await exited
    },
  }
}
