/**
 * Writes what hugging-face.py reads: `node test/tokenizers/write-samples.ts FOLDER`. One folder per tokenizer, as
 * `saveTokenizer` leaves it, and samples.json with the texts and conversations.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { saveTokenizer } from '../../src/tokenizers/index.ts'
import { nastyText, sampleConversations, sampleTemplate, sampleTokenizers, trainingTexts } from './samples.ts'

const folder = process.argv[2]
if (!folder) throw new Error('Expected a folder to write to')
const samples = await sampleTokenizers()
for (const [name, json] of Object.entries(samples)) {
  await saveTokenizer(join(folder, name), { json, template: sampleTemplate, contextLength: 128 })
}
const texts = [...new Set([...trainingTexts, ...fc.sample(nastyText, { numRuns: 120, seed: 7 })])]
writeFileSync(
  join(folder, 'samples.json'),
  JSON.stringify({ names: Object.keys(samples), trainingTexts, texts, conversations: sampleConversations }),
)
