import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { InstarError } from '../src/errors/index.ts'

/** What a worker answers to a number of passes over its texts. */
export interface Passes {
  /** Of each pass, those of the processor: of all threads, compiler and garbage collector too. */
  readonly seconds: readonly number[]
}

/** Processes that do the same thing at the same time, each with its share of the texts. */
export interface Workers<T extends Passes> {
  readonly texts: number
  /** Has every worker make so many passes, all together; their answers. `what` is one word. */
  passes(what: string, count: number): Promise<readonly T[]>
  close(): Promise<void>
}

/** Both sides of a comparison get so many processes. */
const workerCount = 2

/**
 * Starts a script in several processes. Each reads its texts (every n-th) as JSON from the first line of its standard
 * input and says that it is ready; then, for each line `WHAT COUNT`, makes so many passes and answers a line of JSON.
 */
export async function startWorkers<T extends Passes>(
  command: string,
  script: URL,
  texts: readonly string[],
): Promise<Workers<T>> {
  const workers = Array.from({ length: workerCount }, () => startProcess(command, script))
  await Promise.all(
    workers.map(({ ask }, index) => ask(JSON.stringify(texts.filter((_, i) => i % workerCount === index)))),
  )
  return {
    texts: texts.length,
    passes: (what, count) => Promise.all(workers.map(({ ask }) => ask(`${what} ${count}`))) as Promise<T[]>,
    close: async () => void (await Promise.all(workers.map(({ close }) => close()))),
  }
}

function startProcess(command: string, script: URL) {
  const child = spawn(command, [fileURLToPath(script)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    ask: async (line: string): Promise<unknown> => {
      child.stdin.write(`${line}\n`)
      const { value, done } = await lines.next()
      if (done) throw new InstarError(`Expected an answer of ${script.pathname}, found its end`)
      return JSON.parse(value)
    },
    close: () => {
      child.stdin.end()
      return new Promise(resolve => child.once('exit', resolve))
    },
  }
}

/** Two sides in turn, so that what else happens on the machine meets both: all answers of each. */
export async function alternate<T extends Passes>(
  sides: readonly (Workers<T> | undefined)[],
  what: string,
  { blocks, passes }: { readonly blocks: number; readonly passes: readonly number[] },
): Promise<T[][]> {
  const answers: T[][] = sides.map(() => [])
  for (const [index, side] of sides.entries()) await side?.passes(what, passes[index]!) // warm
  for (let block = 0; block < blocks; block++)
    for (const [index, side] of sides.entries())
      if (side) answers[index]!.push(...(await side.passes(what, passes[index]!)))
  return answers
}

/** Texts per second of all workers together, in the fastest tenth of the passes, if each had a processor to itself. */
export function rate(texts: number, answers: readonly Passes[]): number {
  const seconds = answers.flatMap(answer => answer.seconds).sort((a, b) => a - b)
  return texts / seconds[Math.floor(0.1 * (seconds.length - 1))]!
}
