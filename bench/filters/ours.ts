/** Our filters as a worker of the comparison (see `bench/workers.ts`). */
import { createInterface } from 'node:readline'
import {
  c4Filter,
  type Filter,
  finewebFilter,
  gopherFilter,
  isRejection,
  repetitionFilter,
} from '../../src/data/index.ts'
import type { FilterName, FilterPasses } from './side.ts'

/** With the numbers of C4's published code, as datatrove has them. */
const filters: Readonly<Record<FilterName, Filter>> = {
  gopher: gopherFilter(),
  repetition: repetitionFilter(),
  c4: c4Filter({ minimumSentences: 5, minimumLineWords: 3 }),
  fineweb: finewebFilter(),
}

function passes(texts: readonly string[], name: FilterName, count: number): FilterPasses {
  const { apply } = filters[name]
  const documents = texts.map((text, index) => ({ id: String(index), text, source: 'bench' }))
  let reasons: (string | null)[] = []
  const seconds = Array.from({ length: count }, () => {
    const start = process.cpuUsage()
    const results = documents.map(apply)
    const { user, system } = process.cpuUsage(start)
    reasons = results.map(result => (isRejection(result) ? result.reason : null))
    return (user + system) / 1e6
  })
  return { seconds, reasons }
}

let texts: readonly string[] | undefined
for await (const line of createInterface({ input: process.stdin })) {
  const [name, count] = line.split(' ')
  if (texts) console.log(JSON.stringify(passes(texts, name as FilterName, Number(count))))
  else {
    texts = JSON.parse(line) as string[]
    console.log('{}')
  }
}
