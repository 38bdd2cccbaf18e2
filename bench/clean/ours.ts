/**
 * Pages in WARC files to clean shards with Instar, as a whole process with two threads: `ours.ts ARCHIVES OUT`. Prints how
 * many documents came to each filter, and the processor time since the process began.
 */
import { cleanDocuments } from '../../src/data/index.ts'

const [archives, folder] = process.argv.slice(2)
/** With the numbers of FineWeb and of C4's published code, as datatrove has them. */
const { filters, train } = await cleanDocuments({
  sources: [{ uri: archives! }],
  filters: [
    { kind: 'language', keep: ['en'], threshold: 0.65 },
    { kind: 'repetition' },
    { kind: 'gopher', minimumWords: 50 },
    { kind: 'c4', minimumSentences: 5, minimumLineWords: 3, badWords: [] },
    { kind: 'fineweb' },
    { kind: 'near-duplicates', bands: 14, rows: 8, words: 5, characters: 8 },
  ],
  ...{ languages: ['en'], minimumWords: 50, validationShare: 0, shardDocuments: 20_000 },
  ...{ baseFolder: '.', folder: folder!, threads: 2 },
})
const documents = { ...Object.fromEntries(filters.map(({ name, seen }) => [name, seen])), kept: train.documents }
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ documents, processorSeconds: (user + system) / 1e6 }))
