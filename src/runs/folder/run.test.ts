import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { InstarError } from '../../errors/index.ts'
import { parseRecipe } from '../recipe/parse.ts'
import { createRun, openRun } from './run.ts'

const recipe = (...sets: string[]) =>
  parseRecipe(
    `name: small
stages:
  data: { kind: documents, sources: [{ uri: x.txt }] }
  tokenizer: { kind: tokenizer, from: [data] }
  base: { kind: pretrain, steps: 10 }`,
    'small.yaml',
    sets,
  )

let parent: string
let folder: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'instar-run-'))
  folder = join(parent, 'run')
})
afterEach(() => rm(parent, { recursive: true }))

describe('createRun', () => {
  test('writes the recipe with its defaults, seed and versions; it can be raised again as it is', async () => {
    using run = await createRun(folder, recipe(), { versions: { engine: '1.2' } })
    const text = await readFile(run.path('recipe.yaml'), 'utf8')
    const { run: written, ...again } = parseRecipe(text, 'recipe.yaml')
    expect(again).toEqual(recipe())
    expect(written).toMatchObject({ engine: '1.2', node: process.versions.node, instar: expect.any(String) })
    expect(run.stages().map(({ name, status }) => [name, status])).toEqual([
      ['data', 'pending'],
      ['tokenizer', 'pending'],
      ['base', 'pending'],
    ])
  })

  test('goes on where the run was', async () => {
    const first = await createRun(folder, recipe())
    first.startStage('data')
    first.finishStage('data', { documents: 3 })
    first.startStage('tokenizer')
    const { started } = first.stage('tokenizer')
    first.close()
    using run = await createRun(folder, recipe())
    expect(run.stage('data')).toMatchObject({ status: 'done', summary: { documents: 3 } })
    run.startStage('tokenizer')
    expect(run.stage('tokenizer')).toMatchObject({ status: 'running', started })
  })

  test('leaves the recipe as it is when given the copy that it wrote', async () => {
    ;(await createRun(folder, recipe())).close()
    const path = join(folder, 'recipe.yaml')
    const before = (await readFile(path, 'utf8')).replace(/created: .*/, 'created: long ago')
    await writeFile(path, before)
    ;(await createRun(folder, parseRecipe(before, path))).close()
    expect(await readFile(path, 'utf8')).toBe(before)
  })

  test('takes changes of stages that have not begun', async () => {
    const first = await createRun(folder, recipe())
    first.startStage('data')
    first.close()
    using run = await createRun(folder, recipe('base.steps=99', 'description=other'))
    expect(run.recipe.stages.base).toMatchObject({ steps: 99 })
    expect(await readFile(join(folder, 'recipe.yaml'), 'utf8')).toContain('steps: 99')
    expect(run.stage('data').status).toBe('running')
  })

  test('names the keys that changed in stages that have begun, and leaves everything as it was', async () => {
    const first = await createRun(folder, recipe())
    first.startStage('data')
    first.close()
    const before = await readFile(join(folder, 'recipe.yaml'), 'utf8')
    const changed = createRun(folder, recipe('seed=2', 'data.validationShare=0.5', 'base.steps=99'))
    await expect(changed).rejects.toThrow(/seed, data\.validationShare changed/)
    expect(await readFile(join(folder, 'recipe.yaml'), 'utf8')).toBe(before)
    using run = await createRun(folder, recipe()) // and the lock was given back
    expect(run.stages()).toHaveLength(3)
  })

  test('touches no folder that holds something else', async () => {
    await writeFile(join(parent, 'letter.txt'), 'dear')
    await expect(createRun(parent, recipe())).rejects.toThrow(/letter\.txt/)
    expect(await readdir(parent)).toEqual(['letter.txt'])
  })

  test('survives a first attempt that died before the recipe was written', async () => {
    ;(await createRun(folder, recipe())).close()
    await rm(join(folder, 'recipe.yaml'))
    using run = await createRun(folder, recipe())
    expect(run.stages()).toHaveLength(3)
  })
})

describe('openRun', () => {
  test('refuses what is no run', async () => {
    await expect(openRun(folder)).rejects.toThrow(/no recipe\.yaml/)
  })

  test('refuses a run of a newer format and leaves it untouched', async () => {
    ;(await createRun(folder, recipe())).close()
    const database = new DatabaseSync(join(folder, 'run.db'))
    database.exec('PRAGMA user_version = 99')
    database.close()
    const path = join(folder, 'recipe.yaml')
    await writeFile(path, `${await readFile(path, 'utf8')}keyOfTomorrow: 1\n`)
    await expect(openRun(folder)).rejects.toThrow(/format 99, made by a newer Instar; this one reads format 1/)
    await expect(createRun(folder, recipe())).rejects.toThrow(/newer Instar/)
  })

  test.each([
    ['garbage', 'not a database, surely not a database'],
    ['an empty file', ''],
  ])('refuses a run.db that is %s', async (_, bytes) => {
    ;(await createRun(folder, recipe())).close()
    await writeFile(join(folder, 'run.db'), bytes)
    await expect(openRun(folder)).rejects.toThrow(/run\.db.*(expected|is not) the database of a run/)
  })

  test('refuses a database of somebody else', async () => {
    ;(await createRun(folder, recipe())).close()
    await rm(join(folder, 'run.db'))
    const database = new DatabaseSync(join(folder, 'run.db'))
    database.exec('CREATE TABLE pets (name TEXT)')
    database.close()
    await expect(createRun(folder, recipe())).rejects.toThrow(/not the database of a run/)
  })

  test('a closed run is one plain file, readable where nothing can be written', async () => {
    const run = await createRun(folder, recipe())
    run.recordMetrics('base', 1, { loss: 2 })
    run.close()
    expect((await readdir(folder)).sort()).toEqual(['recipe.yaml', 'run.db', 'run.lock'])
    const head = await readFile(join(folder, 'run.db'))
    expect([head[18], head[19]]).toEqual([1, 1]) // SQLite's file format: 1 plain, 2 write-ahead
  })

  test('closes while somebody reads', async () => {
    const writer = await createRun(folder, recipe())
    using reader = await openRun(folder)
    reader.stages()
    writer.recordMetrics('base', 1, { loss: 2 })
    writer.close()
    expect(reader.metrics('base')).toHaveLength(1)
  })

  test('reads beside a writer', async () => {
    using writer = await createRun(folder, recipe())
    using reader = await openRun(folder)
    writer.recordMetrics('base', 1, { loss: 2 })
    writer.flush()
    expect(reader.metrics('base')).toMatchObject([{ step: 1, name: 'loss', value: 2 }])
  })
})

describe('the lock', () => {
  test('lets one writer in and says who it is', async () => {
    using _run = await createRun(folder, recipe())
    await expect(createRun(folder, recipe())).rejects.toThrow(new RegExp(`in use by process ${process.pid}`))
    await expect(openRun(folder, { write: true })).rejects.toThrow(/in use/)
  })

  test('is free again after close, and close may be called twice', async () => {
    const run = await createRun(folder, recipe())
    run.close()
    run.close()
    using _again = await openRun(folder, { write: true })
  })

  test('that cannot be taken is a sentence', async () => {
    ;(await createRun(folder, recipe())).close()
    await rm(join(folder, 'run.lock'))
    await mkdir(join(folder, 'run.lock'))
    const refused = openRun(folder, { write: true })
    await expect(refused).rejects.toBeInstanceOf(InstarError)
    await expect(refused).rejects.toThrow(/Could not lock .*run\.lock/)
  })

  test('is free again when not even the opening can be recorded', async () => {
    ;(await createRun(folder, recipe())).close()
    const change = (sql: string) => {
      const database = new DatabaseSync(join(folder, 'run.db'))
      database.exec(sql)
      database.close()
    }
    change("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'no room'); END")
    await expect(openRun(folder, { write: true })).rejects.toThrow('no room')
    change('DROP TRIGGER full')
    using _run = await openRun(folder, { write: true })
  })

  test('is held against another process, and free when that one is killed', async () => {
    ;(await createRun(folder, recipe())).close()
    const script = `import { tryLock } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))}
      globalThis.lock = tryLock(process.argv[1]); console.log('held'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, join(folder, 'run.lock')])
    try {
      await once(child.stdout, 'data')
      await expect(openRun(folder, { write: true })).rejects.toThrow(/in use/)
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    using _run = await openRun(folder, { write: true })
  })
})

describe('records', () => {
  test('metrics come back in order of step, NaN included', async () => {
    using run = await createRun(folder, recipe())
    run.recordMetrics('base', 2, { loss: Number.NaN, tokens: 64 })
    run.recordMetrics('base', 1, { loss: 3.5 })
    run.recordMetrics('sft', 1, { loss: 9 })
    expect(run.metrics('base', 'loss').map(({ step, value }) => [step, value])).toEqual([
      [1, 3.5],
      [2, Number.NaN],
    ])
    expect(run.metrics('base')).toHaveLength(3)
  })

  test('metrics reach the file when the run is closed', async () => {
    const run = await createRun(folder, recipe())
    for (let step = 0; step < 2000; step++) run.recordMetrics('base', step, { loss: step })
    run.close()
    using again = await openRun(folder)
    expect(again.metrics('base', 'loss')).toHaveLength(2000)
  })

  test('rewind forgets what comes after a step, of one stage', async () => {
    using run = await createRun(folder, recipe())
    for (const step of [1, 2, 3]) {
      run.recordMetrics('base', step, { loss: step })
      run.recordMetrics('sft', step, { loss: step })
      run.recordSample('base', { step, prompt: 'a', text: 'b' })
    }
    run.rewind('base', 2)
    expect(run.metrics('base').map(({ step }) => step)).toEqual([1, 2])
    expect(run.samples('base').map(({ step }) => step)).toEqual([1, 2])
    expect(run.metrics('sft')).toHaveLength(3)
    run.recordMetrics('base', 2, { loss: 7 }) // the same step again replaces
    expect(run.metrics('base', 'loss').at(-1)).toMatchObject({ step: 2, value: 7 })
  })

  test('events keep their data', async () => {
    using run = await createRun(folder, recipe())
    run.recordEvent('interrupted', { step: 4 }, 'base')
    expect(run.events().at(-1)).toMatchObject({ kind: 'interrupted', stage: 'base', data: { step: 4 } })
    expect(run.events()[0]).not.toHaveProperty('stage')
  })

  test('a stage that does not exist is named', async () => {
    using run = await createRun(folder, recipe())
    expect(() => run.startStage('bass')).toThrow(/no stage "bass"; it has data, tokenizer, base/)
  })
})
