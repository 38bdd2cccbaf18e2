import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const main = resolve('src/cli/main.ts')

interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

let folder: string
const children = new Set<ChildProcess>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-cli-'))
  await writeFile(join(folder, 'recipe.yaml'), recipe())
  const texts = Array.from({ length: 60 }, (_, index) => ({
    text: `Story ${index}. The caterpillar ate leaf number ${index * 7} and grew. Then it slept until day ${index}, and had wings.`,
  }))
  await writeFile(join(folder, 'stories.jsonl'), texts.map(text => `${JSON.stringify(text)}\n`).join(''))
})

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

function recipe(steps = 30, uri = 'stories.jsonl'): string {
  return `
name: tiny
stages:
  data: { kind: documents, sources: [{ uri: ${JSON.stringify(uri)} }], filters: [normalise], validationShare: 0.2 }
  tokenizer: { kind: tokenizer, from: [data], vocabularySize: 300 }
  base:
    kind: pretrain
    steps: ${steps}
    batchSize: 2
    contextLength: 64
    checkpointEvery: 10
    model: { layers: 1, width: 32, heads: 1 }
`
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const { CI: _, LC_ALL: __, LC_MESSAGES: ___, ...inherited } = process.env
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, env: { ...inherited, LANG: 'C', ...env } })
  children.add(child)
  child.on('exit', () => children.delete(child))
  return child
}

async function finished(child: ChildProcess): Promise<Outcome> {
  let [out, err] = ['', '']
  child.stdout!.setEncoding('utf8').on('data', text => (out += text))
  child.stderr!.setEncoding('utf8').on('data', text => (err += text))
  const code = await new Promise<number | null>(done => child.on('close', done))
  return { code, out, err }
}

async function instar(
  args: readonly string[],
  options: { input?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  const child = start(args, options.env)
  child.stdin!.end(options.input ?? '')
  return finished(child)
}

/** Waits until a process has said something on standard error. */
function saying(child: ChildProcess, pattern: RegExp): Promise<void> {
  let said = ''
  return new Promise((done, fail) => {
    child.stderr!.setEncoding('utf8').on('data', text => {
      said += text
      if (pattern.test(said)) done()
    })
    child.on('close', () => fail(new Error(`Expected ${pattern}, the process ended saying ${said}`)))
  })
}

const weights = async (run: string) =>
  createHash('sha256')
    .update(await readFile(join(folder, run, 'base/model.safetensors')))
    .digest('hex')

/** Every file below a folder with the hash of its bytes; locks and SQLite's own files aside. */
async function contents(path: string): Promise<Record<string, string>> {
  const names = (await readdir(path, { recursive: true, withFileTypes: true })).filter(
    entry => entry.isFile() && !/run\.lock|run\.db-(wal|shm)|-journal$/.test(entry.name),
  )
  const hashes = names.map(async entry => {
    const file = join(entry.parentPath, entry.name)
    return [
      file,
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    ] as const
  })
  return Object.fromEntries(await Promise.all(hashes))
}

describe('a run', () => {
  beforeAll(async () => {
    const { code, out, err } = await instar(['raise', 'recipe.yaml'])
    expect({ code, err }).toMatchObject({ code: 0 })
    expect(out).toBe(
      'tiny is raised: runs/tiny\n  model        runs/tiny/base\nTalk to it: npx instar chat runs/tiny\n',
    )
    expect(err).toMatch(/^Raising tiny in runs\/tiny\n(.*\n)*base: done in .*loss/)
  })

  test('raised again answers at once, and changes nothing', async () => {
    const before = await weights('runs/tiny')
    const { code, out, err } = await instar(['raise', 'recipe.yaml', '--json'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({ run: 'runs/tiny', recipe: 'tiny', model: 'runs/tiny/base' })
    expect(await weights('runs/tiny')).toBe(before)
  })

  test('quiet says results only', async () => {
    const { code, err, out } = await instar([
      'raise',
      'recipe.yaml',
      '--out',
      'runs/quiet',
      '-q',
      '--set',
      'base.steps=2',
    ])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('runs/quiet')
  })

  test('interrupted it saves, says how to go on, ends with 130; gone on with, it is the same', async () => {
    const args = ['raise', 'recipe.yaml', '--out', 'runs/broken', '--set', 'base.steps=400']
    const child = start(args)
    const end = finished(child)
    await saying(child, /base: pretraining …/)
    await waitFor(() => existsSync(join(folder, 'runs/broken/checkpoints')))
    child.kill('SIGINT')
    child.kill('SIGINT') // as under npm run: the same key press arrives twice
    const { code, out, err } = await end
    expect(code).toBe(130)
    expect(out).toBe('')
    expect(err).toContain('Stopping after this step and saving')
    expect(err).toContain(`to go on: npx instar ${args.join(' ')}\n`)
    expect(existsSync(join(folder, 'runs/broken/base'))).toBe(false)

    const again = await instar(['raise', 'runs/broken'])
    expect(again).toMatchObject({ code: 0 })
    expect(again.err).toMatch(/base: goes on from step \d+ of 400/)
    const unbroken = await instar(['train', 'pretrain', 'recipe.yaml', '--out', 'runs/whole', '--steps', '400'])
    expect(unbroken).toMatchObject({ code: 0 })
    expect(await weights('runs/broken')).toBe(await weights('runs/whole'))
  })

  test('a run in use, of another version, of another recipe: one sentence, nothing changed', async () => {
    await cp(join(folder, 'runs/tiny'), join(folder, 'runs/other'), { recursive: true })
    const lock = new DatabaseSync(join(folder, 'runs/other/run.lock'))
    lock.exec('BEGIN EXCLUSIVE')
    const before = await contents(join(folder, 'runs/other'))
    const args = ['raise', 'recipe.yaml', '--out', 'runs/other']
    expect(await instar(args)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error: runs\/other is in use.*\n$/),
    })
    lock.close()

    expect(await instar([...args, '--set', 'base.steps=31'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error: runs\/other was begun with another recipe: .*base\.steps.*\n$/),
    })
    const database = new DatabaseSync(join(folder, 'runs/other/run.db'))
    database.exec('PRAGMA user_version = 99')
    database.close()
    expect(await instar(args)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error: .*run\.db has format 99.*\n$/),
    })
    expect(await instar(['ask', 'runs/other', 'Hi'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/format 99/),
    })
    const after = await contents(join(folder, 'runs/other'))
    const database99 = Object.keys(before).find(file => file.endsWith('run.db'))!
    expect({ ...after, [database99]: '' }).toEqual({ ...before, [database99]: '' })
  })

  test('a cut checkpoint and a cut model: one sentence that names the file, nothing changed', async () => {
    const run = join(folder, 'runs/cut')
    const child = start(['raise', 'recipe.yaml', '--out', 'runs/cut', '--set', 'base.steps=4000'])
    const end = finished(child)
    await saying(child, /base: pretraining …/)
    await waitFor(() => existsSync(join(run, 'checkpoints')))
    child.kill('SIGTERM')
    expect(await end).toMatchObject({ code: 130 })
    const newest = (await readdir(join(run, 'checkpoints'))).sort().at(-1)!
    await truncate(join(run, 'checkpoints', newest), 1000)
    const before = await contents(join(run, 'checkpoints'))
    const { code, err } = await instar(['raise', 'runs/cut', '-q'])
    expect(code).toBe(1)
    expect(err).toMatch(/^error: .*\n$/)
    expect(err).toContain(newest)
    expect(await contents(join(run, 'checkpoints'))).toEqual(before)
    expect(await instar(['ask', 'runs/cut', 'Hi'])).toMatchObject({
      code: 1,
      err: 'error: No training stage of runs/cut is finished yet. Go on with: npx instar raise tiny --out runs/cut\n',
    })

    await cp(join(folder, 'runs/tiny/base'), join(folder, 'model'), { recursive: true })
    await truncate(join(folder, 'model/model.safetensors'), 5000)
    for (const args of [
      ['ask', 'model', 'Hi'],
      ['export', 'model', '--to', 'exported-cut'],
    ])
      expect(await instar(args)).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^error: .*model\.safetensors.*\n$/),
      })
    expect(existsSync(join(folder, 'exported-cut'))).toBe(false)
  })

  describe('answers', () => {
    test('ask prints the answer; with --json one line for each line read', async () => {
      const plain = await instar(['ask', 'runs/tiny', 'Who are you?', '--max-tokens', '5'])
      expect(plain).toMatchObject({ code: 0, err: '' })
      const lines = [
        { id: 'a', question: 'Who are you?' },
        { id: 7, messages: [{ role: 'user', content: '你好' }] },
      ]
      const input = lines.map(line => `${JSON.stringify(line)}\n`).join('\n')
      const { code, out, err } = await instar(['ask', 'runs/tiny/base', '--json', '--max-tokens', '5'], { input })
      expect({ code, err }).toEqual({ code: 0, err: '' })
      const answers = out
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line))
      expect(answers.map(({ id }) => id)).toEqual(['a', 7])
      expect(answers[0].answer.trimEnd()).toBe(plain.out.trimEnd())
      expect(answers[0].messages).toEqual([
        { role: 'user', content: 'Who are you?' },
        { role: 'assistant', content: answers[0].answer },
      ])
      expect(answers[0].tokens).toBe(5)
      expect(Object.keys(answers[1])).toEqual(['id', 'answer', 'messages', 'tokens'])
    })

    test.each([
      [['ask', 'runs/tiny', ''], '', 'Expected a question, found an empty one'],
      [['ask', 'runs/tiny'], '\n', 'Expected a question, found an empty one'],
      [['ask', 'runs/tiny', '--json'], '{"id": 1, "question": ""}\n', 'standard input, line 1: expected a question'],
      [['ask', 'runs/tiny', '--json', '--lang', 'zh'], '\nhello', '标准输入第 2 行'],
      [['ask', 'runs/tiny', 'Hi', '--top-p', '3'], '', 'Expected topP to be above 0 and at most 1, but found 3'],
    ])('%j with %j is wrong usage', async (args, input, sentence) => {
      const { code, out, err } = await instar(args, { input })
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).toContain(sentence)
    })

    test('chat works in a pipe', async () => {
      const input = 'Hello\n/reset\n/what\n\nHello\n/quit\nnever asked\n'
      const { code, out, err } = await instar(['chat', 'runs/tiny', '--max-tokens', '4'], { input })
      expect(code).toBe(0)
      const [first, second, ...rest] = out.split('\n')
      expect(second).toBe(first)
      expect(rest).toEqual([''])
      expect(err).toContain('There is no /what')
    })

    test('a reader that goes away ends it quietly', async () => {
      const child = start(['chat', 'runs/tiny', '--max-tokens', '8'])
      const closed = new Promise<number | null>(done => child.on('close', done))
      let err = ''
      child.stderr!.setEncoding('utf8').on('data', text => (err += text))
      child.stdin!.on('error', () => {}) // it may be gone before it has read all
      child.stdout!.once('data', () => {
        child.stdout!.destroy()
        child.stdin!.end('Hello\n'.repeat(50))
      })
      child.stdin!.write('Hello\n')
      expect(await closed).toBe(0)
      expect(err).toBe('')
    })

    test('eval counts right answers of a file of questions', async () => {
      const expectation = { type: 'text', anyOf: ['no such word'] }
      const questions = ['en', 'zh'].map(language => ({
        ...{ id: language, kind: 'smalltalk', language, question: 'Hi', expect: expectation },
      }))
      await writeFile(join(folder, 'questions.jsonl'), questions.map(q => JSON.stringify(q)).join('\n'))
      const args = ['eval', 'runs/tiny/base', '--questions', 'questions.jsonl', '--max-tokens', '4']
      const { code, out } = await instar(args)
      expect(code).toBe(0)
      expect(out).toMatch(/smalltalk +en +0\.0 % +0\.0 % – \d+\.\d % +1\n/)
      const json = JSON.parse((await instar([...args, '--json', '--task', 'smalltalk'])).out)
      expect(json.scores).toMatchObject([{ kind: 'smalltalk', language: 'en', count: 0, total: 1 }, { language: 'zh' }])
      expect(json.answers[0]).toMatchObject({ id: 'en', question: 'Hi', right: false })
      expect(await instar([...args, '--task', 'sums'])).toMatchObject({ code: 2 })
    })
  })

  test('export writes a folder that opens, once', async () => {
    expect(await instar(['export', 'runs/tiny', '--to', 'exported'])).toMatchObject({ code: 0 })
    expect((await readdir(join(folder, 'exported'))).sort()).toEqual([
      'config.json',
      'generation_config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
    ])
    expect(await instar(['ask', 'exported', 'Hi', '--max-tokens', '3'])).toMatchObject({ code: 0 })
    expect(await instar(['export', 'runs/tiny', '--to', 'exported'])).toMatchObject({ code: 2 })
  })

  test('tokenizer encode gives ids, tokenizer train a folder', async () => {
    await writeFile(join(folder, 'text.txt'), '我刚才吃了西瓜籽 caterpillar')
    const ids = async (path: string) =>
      JSON.parse((await instar(['tokenizer', 'encode', path, 'text.txt', '--json'])).out).ids
    expect(await ids('tiny')).toEqual(await ids('runs/tiny'))
    expect(await ids('runs/tiny/base/tokenizer.json')).toEqual(await ids('runs/tiny'))
    await writeFile(join(folder, 'many.jsonl'), '{"text":"a"}\n'.repeat(200_000))
    const files = ['stories.jsonl', 'many.jsonl']
    const train = ['tokenizer', 'train', ...files, '--out', 'vocabulary', '--vocabulary-size', '280']
    expect(await instar(train)).toMatchObject({ code: 0, out: '280 tokens in vocabulary\n' })
    expect((await ids('vocabulary')).length).toBeGreaterThan(10)
    const keys = ['--spacing', 'apart', '--common-words', '3', '--whole-characters-from', '2']
    expect(await instar([...train, ...keys, '--sample-characters', '1000'])).toMatchObject({ code: 0 })
    expect(await readFile(join(folder, 'vocabulary', 'tokenizer.json'), 'utf8')).toContain('[aA]')
  })
})

describe('sources that cannot be fetched', () => {
  const raised = async (registry: string, uri: string, run: string) => {
    await writeFile(join(folder, `${run}.yaml`), recipe(30, uri))
    const env = {
      npm_config_registry: registry,
      INSTAR_CACHE: join(folder, 'cache'),
      npm_config_cache: join(folder, 'npm'),
    }
    return instar(['raise', `${run}.yaml`, '--out', `runs/${run}`, '-q'], { env })
  }

  test('no network', async () => {
    const { code, err } = await raised('http://127.0.0.1:9/', 'npm:no-such-thing@1.0.0/*.json', 'offline')
    expect(code).toBe(1)
    expect(err).toMatch(/^error: Could not fetch no-such-thing@1\.0\.0 .*cannot be reached.*\n$/)
  })

  test('no such package', async () => {
    const server = createServer((_, response) => response.writeHead(404).end('{}')).listen(0)
    const { port } = server.address() as AddressInfo
    const { code, err } = await raised(`http://127.0.0.1:${port}/`, 'npm:no-such-thing@1.0.0/*.json', 'missing')
    server.close()
    expect(code).toBe(1)
    expect(err).toMatch(/^error: Could not fetch no-such-thing@1\.0\.0 .*there is no such package.*\n$/)
  })

  test('no such file', async () => {
    expect(await raised('http://127.0.0.1:9/', 'nowhere.jsonl', 'nofile')).toMatchObject({
      code: expect.toBeOneOf([1, 2]),
      err: expect.stringMatching(/^error: .*nowhere\.jsonl.*\n$/),
    })
  })
})

/** A name space of its own, in which anyone may mount a small disk; not every system allows it. */
const ownMounts = ['--user', '--map-root-user', '--mount', 'sh', '-c']
const unshare = 'unshare'
const canMount = spawnSync(unshare, [...ownMounts, 'mount -t tmpfs tmpfs /mnt']).status === 0

test.skipIf(!canMount)('a full disk (needs unshare and tmpfs): one sentence; with space again it goes on', async () => {
  const disk = join(folder, 'disk')
  await mkdir(disk)
  const raise = `'${process.execPath}' '${main}' raise recipe.yaml --out disk/run -q`
  const steps = [
    `mount -t tmpfs -o size=150k tmpfs '${disk}'`,
    `${raise} && exit 10`,
    `test $? = 1 || exit 11`,
    'cat disk/run/recipe.yaml > /dev/null || exit 12',
    `mount -o remount,size=20m '${disk}'`,
    raise,
  ]
  const child = spawn(unshare, [...ownMounts, steps.join('\n')], { cwd: folder, env: { ...process.env, LANG: 'C' } })
  children.add(child)
  const { code, out, err } = await finished(child)
  expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^error: .*the disk is full.*\n$/) })
  expect(out).toContain('tiny is raised')
})

test('doctor measures the engine', async () => {
  const { code, out } = await instar(['doctor', '--json', '--threads', '1'])
  expect(code).toBe(0)
  const found = JSON.parse(out)
  expect(found.engine.gigaflops).toBeGreaterThan(0)
  expect(found).toMatchObject({
    threads: 1,
    versions: { node: process.versions.node, onnxruntime: expect.stringMatching(/^\d/) },
  })
})

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(done => setTimeout(done, 20))
}
