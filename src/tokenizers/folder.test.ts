import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { chatTemplate, chatTokens } from './chat/template.ts'
import { loadTokenizer, saveTokenizer } from './folder.ts'
import { trainByteLevelBpe } from './trainers/byte-level-bpe.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-tokenizer-'))
})
afterEach(() => rm(folder, { recursive: true }))

const train = (specialTokens: readonly string[] = chatTokens) =>
  trainByteLevelBpe(['你好 hello hello 你好'], { vocabularySize: 270, specialTokens, spacing: 'apart' })

it('loads what it saved', async () => {
  const json = await train()
  await saveTokenizer(folder, { json, template: chatTemplate, contextLength: 128 })
  const loaded = await loadTokenizer(folder)
  expect(loaded.json).toEqual(json)
  expect(loaded).toMatchObject({ template: chatTemplate, endToken: '<|end|>', paddingToken: '<|endoftext|>' })
  expect(loaded.tokenizer.decode(loaded.tokenizer.encode('hello 你'))).toBe('hello 你')
  const config = JSON.parse(await readFile(join(folder, 'tokenizer_config.json'), 'utf8'))
  expect(config).toMatchObject({ bos_token: null, model_max_length: 128, tokenizer_class: 'PreTrainedTokenizerFast' })
})

it('prefers chat_template.jinja, where newer versions of transformers put the template', async () => {
  await saveTokenizer(folder, { json: await train(), template: chatTemplate })
  await writeFile(join(folder, 'chat_template.jinja'), '{{ messages }}')
  expect((await loadTokenizer(folder)).template).toBe('{{ messages }}')
})

it('needs no configuration, and reads tokens that are objects', async () => {
  const json = await train()
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(json))
  expect(await loadTokenizer(folder)).toMatchObject({ template: undefined, endToken: undefined })
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify({ eos_token: { content: '<|end|>' } }))
  expect((await loadTokenizer(folder)).endToken).toBe('<|end|>')
})

it('writes nothing for a tokenizer without the end token', async () => {
  const saving = saveTokenizer(folder, { json: await train(['<a>', '<b>']), template: chatTemplate })
  await expect(saving).rejects.toThrow(/special tokens \(<a>, <b>\), found <\|end\|>/)
  expect(await readdir(folder)).toEqual([])
})

it('names the file that is missing or damaged', async () => {
  await expect(loadTokenizer(folder)).rejects.toThrow(join(folder, 'tokenizer.json'))
  await writeFile(join(folder, 'tokenizer.json'), '{"model": ')
  await expect(loadTokenizer(folder)).rejects.toThrow(/Expected JSON in .*tokenizer\.json, found a damaged file/)
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify({ ...(await train()), added_tokens: {} }))
  await expect(loadTokenizer(folder)).rejects.toThrow('expected added_tokens to be a list')
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(await train()))
  await writeFile(join(folder, 'tokenizer_config.json'), 'null')
  await expect(loadTokenizer(folder)).rejects.toThrow(/Expected a JSON object in .*tokenizer_config\.json, found null/)
})
