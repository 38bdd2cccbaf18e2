/** Our MinHash signatures as a worker of the comparison (see `bench/workers.ts`). */
import { createInterface } from 'node:readline'
import { minHasher } from '../../src/data/index.ts'

const hash = minHasher({ bands: 14, rows: 8, words: 5, characters: 8 })
const keys = new Uint32Array(28)

let texts: readonly string[] | undefined
for await (const line of createInterface({ input: process.stdin })) {
  if (!texts) {
    texts = JSON.parse(line) as string[]
    console.log('{}')
    continue
  }
  const seconds = Array.from({ length: Number(line.split(' ')[1]) }, () => {
    const start = process.cpuUsage()
    for (const text of texts!) hash(text, keys)
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1e6
  })
  console.log(JSON.stringify({ seconds }))
}
