/** A thread that counts the pieces of one bundle of texts after the other. */
import { parentPort, workerData } from 'node:worker_threads'
import { textCounter } from './counting.ts'
import type { CountingWork } from './counting-threads.ts'
import { pieceCounter } from './piece-counter.ts'

const port = parentPort!
const { mostPieces, ...components } = workerData as CountingWork
const count = textCounter(components)

port.on('message', (texts: readonly string[]) => {
  const counter = pieceCounter(mostPieces)
  for (const text of texts) count(text, counter)
  const { units, ends, counts } = counter.counted()
  port.postMessage({ units, ends, counts }, [units.buffer, ends.buffer, counts.buffer] as ArrayBuffer[])
})
