/**
 * Writes what references.py reads: `node test/tokenizers/references/write-corpora.ts FOLDER CHARACTERS`. The texts as
 * corpora.json, each vocabulary as the package has it, and as our tokenizer.json.
 */
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeVocabulary, openVocabulary, packageFolder, vocabularyNames } from '../../../src/data/index.ts'
import { dataCorpora, dataFolder, nastyCorpus, uncomposedCorpus } from './corpus.ts'

const [folder, characters] = [process.argv[2], Number(process.argv[3])]
if (!folder || !dataFolder || !(characters > 0))
  throw new Error('Expected a folder, a number of characters, and the data in INSTAR_DATA or ../shared/data')
writeFileSync(
  join(folder, 'corpora.json'),
  JSON.stringify([uncomposedCorpus(), nastyCorpus(), ...dataCorpora(dataFolder, characters)]),
)
for (const name of vocabularyNames)
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(await openVocabulary(name)))
cpSync(join(await packageFolder(describeVocabulary('gpt4').uri), 'data'), join(folder, 'tiktoken'), { recursive: true })
