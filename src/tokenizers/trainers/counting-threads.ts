import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { PieceComponents } from './counting.ts'
import type { CountedPieces } from './piece-counter.ts'

/** What a thread is started with. */
export interface CountingWork extends PieceComponents {
  readonly mostPieces: number
}

/** Threads that count bundles of texts, each bundle for itself; one thread for each processor. */
export interface CountingThreads {
  readonly size: number
  /** Counts in the thread whose turn it is, after what that was given before. */
  count(texts: readonly string[]): Promise<CountedPieces>
  /** Ends them at once. */
  end(): Promise<void>
}

const file = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

export function startCounting(work: CountingWork): CountingThreads {
  const threads = Array.from({ length: availableParallelism() }, () => startThread(work))
  let turn = 0
  return {
    size: threads.length,
    count: texts => threads[turn++ % threads.length]!.count(texts),
    end: async () => {
      await Promise.all(threads.map(thread => thread.end()))
    },
  }
}

function startThread(work: CountingWork): Pick<CountingThreads, 'count' | 'end'> {
  const worker = new Worker(file, { workerData: work })
  const waiting: PromiseWithResolvers<CountedPieces>[] = []
  const fail = (error: unknown) => {
    for (const { reject } of waiting.splice(0)) reject(error)
  }
  worker.on('message', (counted: CountedPieces) => waiting.shift()?.resolve(counted))
  worker.on('error', fail)
  worker.on('exit', code => fail(new Error(`A counting thread ended with exit code ${code}`)))
  return {
    count: texts => {
      const answer = Promise.withResolvers<CountedPieces>()
      answer.promise.catch(() => {}) // who waits for an earlier bundle first must not be taken for nobody
      waiting.push(answer)
      worker.postMessage(texts)
      return answer.promise
    },
    end: async () => {
      await worker.terminate()
    },
  }
}
