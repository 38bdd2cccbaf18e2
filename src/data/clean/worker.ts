/** A thread that cleans: does one unit after another. */
import { parentPort, workerData } from 'node:worker_threads'
import { InstarError, phraseOf } from '../../errors/index.ts'
import type { ThreadMessage, UnitRequest, WorkPlace } from './messages.ts'
import { unitWorker } from './units.ts'

const port = parentPort!
const post = (message: ThreadMessage) => port.postMessage(message)
const carryOut = unitWorker(workerData as WorkPlace, counts => post({ type: 'progress', ...counts }))

port.on('message', async (request: UnitRequest) => {
  try {
    await carryOut(request)
    post({ type: 'done' })
  } catch (error) {
    const { stack, code } = error as NodeJS.ErrnoException
    const kind = error instanceof InstarError ? error.kind : undefined
    post({ type: 'failed', message: phraseOf(error), stack, code, kind })
  }
})
