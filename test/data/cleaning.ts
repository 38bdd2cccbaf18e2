/** What the suites about cleaning share: a corpus with repetitions, and `instar data clean` in processes of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { random } from '../../src/random/index.ts'

const main = resolve(import.meta.dirname, '../../src/cli/main.ts')

/** Writes files of JSON Lines: English and Chinese, every fifth text again, every seventh again with another end. */
export async function writeCorpus(folder: string, { files, texts }: { files: number; texts: number }): Promise<void> {
  const draws = random('cleaning', 'corpus')
  const line = 'The same footer stands below this page as below many another page of the site.'
  const english = () => Array.from({ length: 90 }, () => `the ${draws.integer(5000).toString(36)}`).join(' ')
  const chinese = () =>
    Array.from(
      { length: 180 },
      (_, i) => String.fromCharCode(0x4e00 + draws.integer(3000)) + (i % 15 ? '' : '的。'),
    ).join('')
  const known: string[] = []
  await mkdir(folder, { recursive: true })
  for (let file = 0; file < files; file++) {
    const lines: string[] = []
    for (let i = 0; i < texts; i++) {
      const earlier = known.length > 0 ? draws.pick(known) : undefined
      const fresh = i % 3 === 0 ? chinese() : `${english()}.`
      const text =
        earlier && i % 5 === 0 ? earlier : earlier && i % 7 === 0 ? `${earlier} And an end of its own.` : fresh
      known.push(text)
      lines.push(JSON.stringify({ text: i % 4 === 0 ? `${text}\n${line}` : text }))
    }
    await writeFile(join(folder, `${String(file).padStart(2, '0')}.jsonl`), `${lines.join('\n')}\n`)
  }
}

/** Every filter that works on documents together, and some that do not. */
const filters = '--set=data.filters=[normalise, gopher, duplicates, duplicate-lines, repetition, near-duplicates]'

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly said: string
}

/** Starts a cleaning; small shards make many units of work. */
export function startCleaning(
  source: string,
  out: string,
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const { CI: _, LC_ALL: __, LC_MESSAGES: ___, ...own } = process.env
  const args = [main, 'data', 'clean', source, '--out', out, filters, '--set=data.shardDocuments=40', ...more]
  const child = spawn(process.execPath, args, {
    env: { ...own, LANG: 'C', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', text => (said += text))
  return { child, ended: new Promise(done => child.on('close', (code, signal) => done({ code, signal, said }))) }
}

/** Every file below a folder with a hash of its bytes. */
export async function fingerprint(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const hashed = files.map(async path => {
    const hash = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    return `${relative(folder, path)} ${hash}`
  })
  return (await Promise.all(hashed)).sort()
}

/** Units of work that are done, and attempts at others. */
export async function workDone(out: string): Promise<{ readonly done: number; readonly begun: number }> {
  const work = join(out, 'work')
  const phases = (await readdir(work).catch(() => [])).filter(name => /^\d+-/.test(name))
  const units = (await Promise.all(phases.map(phase => readdir(join(work, phase)).catch(() => [])))).flat()
  return {
    done: units.filter(name => !name.includes('.')).length,
    begun: units.filter(name => name.includes('.')).length,
  }
}
