import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { extractPage } from '../../src/data/index.ts'
import { InstarError } from '../../src/errors/index.ts'
import { wordsOfMarkdown } from './score.ts'

/** The Python that has trafilatura: INSTAR_PYTHON, or python3. */
const python = process.env.INSTAR_PYTHON ?? 'python3'

export interface Extraction {
  readonly mode: string
  readonly path: string
  readonly text: string
  readonly seconds: number
}

export interface Extractor {
  readonly name: string
  /** Extracts pages one after the other on one thread; seconds are of the processor, for the extraction alone. */
  run(pages: readonly string[]): Promise<Extraction[]>
}

export const ours: Extractor = {
  name: 'Instar',
  run: async pages =>
    pages.map(path => {
      const page = readFileSync(path)
      const start = process.cpuUsage()
      const found = extractPage(page)
      const { user, system } = process.cpuUsage(start)
      const seconds = (user + system) / 1e6
      return { mode: 'default', path, text: 'text' in found ? wordsOfMarkdown(found.text) : '', seconds }
    }),
}

export const readability: Extractor = {
  name: 'Readability in jsdom',
  run: pages => answers(process.execPath, new URL('./readability.ts', import.meta.url), { pages }),
}

/** trafilatura, where the Python at hand has it. */
export function trafilatura(): Extractor | undefined {
  const { status, stdout } = spawnSync(python, ['-c', 'import trafilatura; print(trafilatura.__version__)'], {
    encoding: 'utf8',
  })
  if (status !== 0) return undefined
  return {
    name: `trafilatura ${stdout.trim()}`,
    run: pages =>
      answers(python, new URL('./peer.py', import.meta.url), { pages, modes: ['default', 'recall', 'fast'] }),
  }
}

/** What a script beside this file writes, line by line, when it is given a request. */
async function answers(command: string, script: URL, request: object): Promise<Extraction[]> {
  const child = spawn(command, [fileURLToPath(script)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(request))
  const [written, code] = await Promise.all([text(child.stdout), new Promise(resolve => child.once('exit', resolve))])
  if (code !== 0) throw new InstarError(`Expected ${script.pathname} to end with 0, found ${code}`)
  return written
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}
