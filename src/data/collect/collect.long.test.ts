import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { random } from '../../random/index.ts'
import { collect } from './index.ts'

const kills = 30

test(`killed at ${kills} random moments, a collection ends in the same bytes`, async () => {
  const base = await mkdtemp(join(tmpdir(), 'instar-collect-'))
  try {
    const draw = random('collect', 'kill')
    const words = Array.from({ length: 500 }, () => draw.integer(1e9).toString(36))
    const sentence = () => Array.from({ length: 80 }, () => draw.pick(words)).join(' ')
    await mkdir(join(base, 'pages'))
    for (let i = 0; i < 400; i++) {
      const body = i % 9 ? `<nav><a href="/">home</a></nav><p>${sentence()}<p>${sentence()}` : '<script>none</script>'
      await writeFile(join(base, 'pages', `${i}.html`), `<title>${i}</title>${body}`)
    }
    const lines = Array.from({ length: 20_000 }, (_, i) => (i % 11 ? JSON.stringify({ text: sentence(), n: i }) : '{'))
    await writeFile(join(base, 'lines.jsonl.gz'), gzipSync(lines.join('\n')))
    const options = {
      ...{ sources: ['pages', 'lines.jsonl.gz'], baseFolder: base, shardDocuments: 300 },
      crawl: { depth: 0, pages: 1 },
    }
    const whole = join(base, 'whole')
    const began = performance.now()
    const manifest = await collect({ ...options, folder: whole })
    const duration = performance.now() - began

    /** Starts a collection in a process of its own; settles `begins` when it does. */
    const start = (folder: string) => {
      const script = `import { collect } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))}
        console.log('begins')
        await collect(${JSON.stringify({ ...options, folder })})`
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = new Promise<NodeJS.Signals | null>(resolve => child.once('exit', (_, signal) => resolve(signal)))
      return { child, ended, begins: new Promise(resolve => child.stdout.once('data', resolve)) }
    }
    let killed = 0
    let unfinished = 0 // with a shard that was being written
    for (let run = 0; killed < kills; run++) {
      const folder = join(base, `killed-${run}`)
      for (;;) {
        const { child, ended, begins } = start(folder)
        await begins
        await Promise.race([ended, wait(draw.next() * duration * 0.3)])
        child.kill('SIGKILL')
        if ((await ended) !== 'SIGKILL') break
        killed++
        const names = await readdir(folder).catch(() => [])
        if (names.some(name => !/^(?:documents-\d+\.parquet|[a-z.]+json)$/.test(name))) unfinished++
      }
      expect(await collect({ ...options, folder })).toEqual(manifest)
      expect((await readdir(folder)).sort()).toEqual((await readdir(whole)).sort())
      for (const name of await readdir(folder))
        expect((await readFile(join(folder, name))).equals(await readFile(join(whole, name))), name).toBe(true)
    }
    expect(unfinished).toBeGreaterThan(5)
  } finally {
    await rm(base, { recursive: true })
  }
})
