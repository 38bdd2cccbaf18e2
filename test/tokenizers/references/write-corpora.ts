/**
 * Writes what references.py reads: `node test/tokenizers/references/write-corpora.ts FOLDER CHARACTERS`. The texts as
 * corpora.json, or with `whole` for CHARACTERS each corpus as a file of the folder whole; each vocabulary as the package
 * has it, and as our tokenizer.json.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeVocabulary, openVocabulary, packageFolder, vocabularyNames } from '../../../src/data/index.ts'
import { dataCorpora, dataFolder, nastyCorpus, uncomposedCorpus, wholeCorpora } from './corpus.ts'

const [folder, given] = process.argv.slice(2)
const characters = Number(given)
if (!folder || !dataFolder || !(characters > 0 || given === 'whole'))
  throw new Error('Expected a folder, a number of characters, and the data in INSTAR_DATA or ../shared/data')
if (given === 'whole') {
  mkdirSync(join(folder, 'whole'))
  for (const { name, read } of wholeCorpora())
    writeFileSync(join(folder, 'whole', `${name}.json`), JSON.stringify(await read()))
} else
  writeFileSync(
    join(folder, 'corpora.json'),
    JSON.stringify([uncomposedCorpus(), nastyCorpus(), ...dataCorpora(dataFolder, characters)]),
  )
for (const name of vocabularyNames)
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(await openVocabulary(name)))
cpSync(join(await packageFolder(describeVocabulary('gpt4').uri), 'data'), join(folder, 'tiktoken'), { recursive: true })
