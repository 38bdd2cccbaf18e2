import { Worker } from 'node:worker_threads'
import { format, InstarError } from '../../errors/index.ts'
import type { ThreadMessage, UnitRequest, WorkPlace } from './messages.ts'
import type { DocumentCounts } from './progress.ts'
import { unitWorker } from './units.ts'

const file = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

/**
 * Texts live long enough to fill the young generation, whose size is much of what a thread costs. The old one may grow to
 * four times what lives in it before it is swept where its limit is 2 GB or more, as it usually is; below, not to twice.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 1536 }

/** A thread that does one unit at a time. */
export interface Thread {
  carryOut(request: UnitRequest, onProgress: (counts: DocumentCounts) => void): Promise<void>
  /** Ends it, at once: units are whole or absent. */
  end(): Promise<void>
}

export function startThread(data: WorkPlace): Thread {
  const worker = new Worker(file, { workerData: data, resourceLimits })
  let onMessage: (message: ThreadMessage) => void = () => {}
  let onFailure: (error: Error) => void = () => {}
  worker.on('message', (message: ThreadMessage) => onMessage(message))
  worker.on('error', error => onFailure(error as Error))
  worker.on('exit', code => onFailure(new Error(`A cleaning thread ended with exit code ${code}`)))
  return {
    carryOut: (request, onProgress) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      onFailure = reject
      onMessage = message => {
        if (message.type === 'progress') onProgress(message)
        else if (message.type === 'done') resolve()
        else reject(errorOf(message))
      }
      worker.postMessage(request)
      return promise
    },
    end: async () => {
      await worker.terminate()
    },
  }
}

/** What {@link startThread} gives, in this thread: slower, but there at once. */
export function thisThread(place: WorkPlace): Thread {
  let report: (counts: DocumentCounts) => void = () => {}
  const carryOut = unitWorker(place, counts => report(counts))
  return {
    carryOut: (request, onProgress) => {
      report = onProgress
      return carryOut(request)
    },
    end: async () => {},
  }
}

/** The error as it was in the thread: classes do not travel. */
function errorOf({ message, stack, kind, code }: Extract<ThreadMessage, { type: 'failed' }>): Error {
  const cause = Object.assign(new Error(format(message)), { code })
  if (stack !== undefined) cause.stack = stack
  return kind === undefined ? cause : new InstarError(message, { kind, cause })
}
