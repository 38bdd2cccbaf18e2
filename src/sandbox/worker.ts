import { parentPort, workerData } from 'node:worker_threads'
import type { GuestRun } from './guest.ts'
import { loadInterpreter, runGuest } from './guest.ts'
import type { SandboxLimits } from './limits.ts'

/** From the worker: `'ready'` once, then one answer per code. */
export type WorkerAnswer = 'ready' | GuestRun

const port = parentPort!
const limits = workerData as SandboxLimits
const interpreter = await loadInterpreter(limits.memoryBytes)

port.on('message', (code: string) => port.postMessage(runGuest(interpreter, code, limits) satisfies WorkerAnswer))
port.postMessage('ready' satisfies WorkerAnswer)
