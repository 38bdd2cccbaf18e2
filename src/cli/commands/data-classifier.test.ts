import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { instar } from '../../../test/cli/instar.ts'
import { readRows } from '../../data/index.ts'

let folder: string
const file = (name: string) => join(folder, name)

const lines = (make: (index: number) => string) =>
  Array.from({ length: 60 }, (_, index) => JSON.stringify({ text: make(index) })).join('\n')
const places = ['harbour', 'market', 'garden', 'mill', 'school', 'river', 'tower', 'forest']
const place = (index: number) => places[index % places.length]!

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-classifier-command-'))
  const prose = (index: number) =>
    `On day ${index} the people walked to the ${place(index)}, and it was quiet there. 他们走到那里。`
  const menu = (index: number) => `Home | ${place(index)} shop | Buy now for ${index}\nSign in | Next page`
  await writeFile(file('good.jsonl'), lines(prose))
  await writeFile(file('bad.jsonl'), lines(menu))
})
afterAll(() => rm(folder, { recursive: true }))

const data = (...args: readonly string[]) => instar(['data', ...args])
const classifier = (...args: string[]) => data('classifier', ...args)
const examples = () => ['--good', file('good.jsonl'), '--bad', file('bad.jsonl')]

test('train writes a file and says how well it does on examples held out; test and clean use it', async () => {
  const out = file('quality.json')
  const { code, out: said, err } = await classifier('train', ...examples(), '--out', out, '--held-out', '0.3')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(said).toMatch(
    /^Trained on \d+ texts to keep and \d+ to drop, in .*quality.json\nMeasured on \d+ .* ROC-AUC 1.0000/,
  )

  const again = file('again.json')
  const json = JSON.parse((await classifier('train', ...examples(), '--out', again, '--held-out', '0.3', '--json')).out)
  expect(json.trained.good + json.tested.good).toBe(60)
  expect(json.rocAuc).toBe(1)
  expect(await readFile(again)).toEqual(await readFile(out))

  const tested = JSON.parse((await classifier('test', out, ...examples(), '--limit', '20', '--json')).out)
  expect(tested).toMatchObject({ file: out, tested: { good: 20, bad: 20 }, rocAuc: 1 })

  const clean = file('clean')
  const filters = `data.filters=[{kind: quality, classifier: ${out}}]`
  const cleaned = await data('clean', file('*.jsonl'), '--out', clean, '--set', filters, '--threads', '1', '--json')
  expect(JSON.parse(cleaned.out)).toMatchObject({ seen: 120, filters: [{ name: 'quality', rejected: 60 }] })
  const rejects = await Array.fromAsync(readRows(join(clean, 'rejects', 'quality.parquet')))
  expect(rejects[0]).toMatchObject({ reason: 'quality: below 0.5', value: expect.any(Number) })
  expect(String(rejects[0]!.detail)).toMatch(/sign in|buy now|next page|home|shop|page/)
  const { filters: shown } = JSON.parse((await data('inspect', clean, '--json')).out)
  expect(JSON.stringify(shown)).toContain('quality: below 0.5')
})

test.each([
  [
    'one kind only',
    () => ['train', '--good', file('good.jsonl'), '--bad', file('bad.jsonl'), '--limit', '1', '--held-out', '1'],
    2,
    /found 0 to keep and 0 to drop/,
  ],
  ['a share that is none', () => ['train', ...examples(), '--held-out', '2'], 2, /from 0 to 1/],
  ['no bad examples', () => ['train', '--good', file('good.jsonl')], 2, /--bad/],
  ['a file that is none', () => ['test', file('good.jsonl'), ...examples()], 1, /Expected a classifier/],
])('%s is refused, and nothing is written', async (_, args, code, message) => {
  const [verb, ...rest] = args()
  const out = verb === 'train' ? ['--out', file('none.json')] : []
  expect(await classifier(verb!, ...rest, ...out)).toMatchObject({ code, err: expect.stringMatching(message) })
  await expect(stat(file('none.json'))).rejects.toThrow(/ENOENT/)
})
