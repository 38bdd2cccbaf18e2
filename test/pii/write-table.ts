/**
 * Prints the table of docs/personal-data.md: `node test/pii/write-table.ts [tuning]`. Without an argument it measures the
 * held-out half, and must then not be followed by changes to the rules.
 */
import { findPersonalData, type PersonalDataKind } from '../../src/data/pii/index.ts'
import { carriers, dataFolder } from './carriers.ts'
import { bareTexts, type Half, plantedTexts } from './corpus.ts'
import { measure } from './measure.ts'

const half: Half = process.argv[2] === 'tuning' ? 'tuning' : 'held-out'
const { kinds, total, lookAlikes, missed, wrong } = measure(plantedTexts(half))
const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)
const row = (name: string, { plants, found, right, spans }: typeof total) =>
  console.log(`| ${name} | ${plants} | ${percent(found, plants)} | ${percent(right, spans)} |`)

console.log('| Kind | Plants | Recall | Precision |\n|---|---|---|---|')
for (const kind of [...kinds.keys()].sort() as PersonalDataKind[]) row(`\`${kind}\``, kinds.get(kind)!)
row('all', total)
console.log(`look-alikes: ${lookAlikes.total}, of which ${lookAlikes.marked} marked`)
const bare = bareTexts(half)
const spans = bare.reduce((sum, text) => sum + findPersonalData(text).length, 0)
console.log(`carriers: ${carriers().length} in all, ${bare.length} of this half, ${spans} spans in them without plants`)
console.log(dataFolder ? '' : 'without the texts of INSTAR_DATA')
if (half === 'tuning') for (const line of [...missed, '', ...wrong]) console.log(line)
