import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Conversation, readConversations, writeConversations } from './conversation.ts'
import { createTable } from './shards/index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-conversations-'))
})
afterEach(() => rm(folder, { recursive: true }))

const conversations: Conversation[] = [
  {
    id: '1',
    kind: 'letters',
    language: 'en',
    messages: [
      { role: 'user', content: 'How many r in strawberry?' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [
          {
            type: 'function',
            function: { name: 'javascript', arguments: { code: '"strawberry".split("r").length - 1' } },
          },
        ],
      },
      { role: 'tool', content: '3' },
      { role: 'assistant', content: 'Three.' },
    ],
  },
  { id: '2', kind: 'identity', language: 'zh', messages: [{ role: 'user', content: '你是谁？' }] },
]

test('what is written is read', async () => {
  const path = join(folder, 'train.parquet')
  expect(await writeConversations(path, conversations)).toBe(2)
  expect(await Array.fromAsync(readConversations(path))).toEqual(conversations)
})

test('a source that fails leaves what was there', async () => {
  const path = join(folder, 'train.parquet')
  await writeConversations(path, conversations)
  const failing = function* () {
    yield conversations[0]!
    throw new Error('no more')
  }
  await expect(writeConversations(path, failing())).rejects.toThrow('no more')
  expect(await Array.fromAsync(readConversations(path))).toHaveLength(2)
  expect(await readdir(folder)).toEqual(['train.parquet'])
})

test('rows that are no conversations are named', async () => {
  const path = join(folder, 'x.parquet')
  const table = await createTable(path, { text: 'STRING' })
  table.append({ text: 'a' })
  await table.close()
  await expect(Array.fromAsync(readConversations(path))).rejects.toThrow(/x\.parquet, but found text/)
})
