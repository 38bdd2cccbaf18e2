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
    const began = performance.now()
    const whole = await collect({ ...options, folder: join(base, 'whole') })
    const duration = performance.now() - began

    const folder = join(base, 'killed')
    const script = `import { collect } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))}
      console.log('begins')
      await collect(${JSON.stringify({ ...options, folder })})`
    let killed = 0
    for (let i = 0; i < kills; i++) {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = new Promise(resolve => child.once('exit', resolve))
      await new Promise(resolve => child.stdout.once('data', resolve))
      await Promise.race([ended, wait(draw.next() * duration * 0.3)])
      if (child.exitCode === null) killed++
      child.kill('SIGKILL')
      await ended
    }
    expect(killed).toBeGreaterThan(3) // it goes on where it was, so it is done before the last of them
    expect(await collect({ ...options, folder })).toEqual(whole)
    expect((await readdir(folder)).sort()).toEqual((await readdir(join(base, 'whole'))).sort())
    for (const name of await readdir(folder))
      expect((await readFile(join(folder, name))).equals(await readFile(join(base, 'whole', name))), name).toBe(true)
  } finally {
    await rm(base, { recursive: true })
  }
})
