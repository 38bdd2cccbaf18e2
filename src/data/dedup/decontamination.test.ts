import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isRejection } from '../filters/index.ts'
import { decontaminationFilter } from './decontamination.ts'

let folder: string
const file = (name: string) => join(folder, name)
const english =
  'Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May. How many clips did she sell?'
const chinese = '娜塔莉亚四月份向她的四十八位朋友出售了发夹，五月份售出的数量是四月份的一半。'
const short = 'Who wrote the long novel about the white whale?'

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-decontamination-'))
  const records = [
    { id: '1', question: english, expect: { anyOf: ['72'] } },
    { messages: [{ role: 'user', content: chinese }] },
  ]
  await writeFile(file('q.jsonl'), records.map(record => `${JSON.stringify(record)}\n`).join('\n'))
  await writeFile(file('q.txt'), `${short}\nLima?\n`)
  await writeFile(file('short.txt'), 'Lima?\n')
  await writeFile(file('broken.jsonl'), '{}\n{"question": \n')
})
afterAll(() => rm(folder, { recursive: true }))

const make = (...names: string[]) => decontaminationFilter({ questions: names.map(file), words: 13, characters: 20 })
const detail = async (text: string) => {
  const filter = await make('q.jsonl', 'q.txt')
  const result = filter.apply({ id: 'x', text, source: 'y' })
  return isRejection(result) ? result.detail : undefined
}

describe('decontaminationFilter', () => {
  const words = english.split(' ')

  test('13 words in a row are a quotation, 12 are not', async () => {
    for (const start of [0, 5, words.length - 13]) {
      const around = (count: number) => `Once upon ${words.slice(start, start + count).join(' ')} and so on`
      expect(await detail(around(13))).toMatch(/q\.jsonl:1$/)
      expect(await detail(around(12))).toBeUndefined()
    }
  })

  test('case, punctuation and line ends do not hide one', async () => {
    expect(await detail(english.toUpperCase().replaceAll(/[,.?]/g, ' —\n'))).toMatch(/q\.jsonl:1$/)
  })

  test('Chinese goes by characters', async () => {
    expect(await detail(`题目：${chinese.slice(6, 28)}……`)).toMatch(/q\.jsonl:3$/)
    expect(await detail(`题目：${chinese.slice(6, 25)}……`)).toBeUndefined()
  })

  test('a shorter question counts as a whole, a very short one not at all', async () => {
    expect(await detail(`Quiz: ${short} Melville.`)).toMatch(/q\.txt:1$/)
    expect(await detail('Who wrote the long novel about the white bear?')).toBeUndefined()
    expect(await detail('Lima? A city.')).toBeUndefined()
  })

  test('files without questions, damaged or missing, are named', async () => {
    await expect(make('short.txt')).rejects.toThrow(/short\.txt: expected questions of 8 words/)
    await expect(make('broken.jsonl')).rejects.toThrow(/broken\.jsonl:2: expected one JSON value/)
    await expect(make('none.jsonl')).rejects.toThrow(/Could not read .*none\.jsonl/)
  })
})
