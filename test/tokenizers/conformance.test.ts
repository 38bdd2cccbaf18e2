import { tokenizerConformance } from './conformance.ts'
import { sampleTokenizers } from './samples.ts'

const samples = await sampleTokenizers()
const canonical: { readonly [name: string]: (text: string) => string } = {
  gpt4: text => text.normalize('NFC'),
  // add_prefix_space puts a space before every piece that lacks one.
  starcoder: text => text.normalize('NFKC').replaceAll(' ', ''),
}
for (const [name, json] of Object.entries(samples)) tokenizerConformance(name, json, canonical[name])
