import { Worker } from 'node:worker_threads'
import { InstarError, msg, usageError } from '../errors/index.ts'
import type { SandboxLimits, SandboxResult } from './limits.ts'
import { sandboxLimits, timeoutText } from './limits.ts'
import type { WorkerAnswer } from './worker.ts'

/** Warm interpreters for many runs. */
export interface Sandbox extends AsyncDisposable {
  /**
   * Runs JavaScript in a fresh context and answers with text: what `console.log` printed, then the value of the last
   * expression (promises awaited, objects as JSON), or a short error. Runs beyond the number of workers wait in line.
   *
   * @throws the signal's reason when aborted; InstarError when the sandbox is closed or cannot start.
   */
  run(code: string, options?: { signal?: AbortSignal }): Promise<SandboxResult>
  /** Ends the workers; runs that are under way or in line fail. */
  close(): Promise<void>
}

const graceMs = 250 // after which a run that its own interrupt has not stopped is killed with its worker
const codeCharacters = 100_000
const workerFile = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

interface Job {
  readonly code: string
  finish(outcome: SandboxResult | { thrown: unknown }): void
}

/** One worker thread and the job that it runs. */
interface Slot {
  readonly worker: Worker
  ready: boolean
  job: Job | undefined
  timer: NodeJS.Timeout | undefined
}

/**
 * Opens a pool of `workers` threads (default 1), each with a QuickJS interpreter in WebAssembly: its memory has a hard
 * maximum, no host function is reachable but a `console.log` that collects text, and a thread whose run overstays is
 * killed and replaced. Threads start with the first run and do not keep the process alive while idle.
 *
 * @throws InstarError (usage) for impossible limits.
 */
export function openSandbox(options: Partial<SandboxLimits> & { workers?: number } = {}): Sandbox {
  const limits = sandboxLimits(options)
  const size = options.workers ?? 1
  if (!Number.isInteger(size) || size < 1) throw usageError(msg`Expected at least one sandbox worker but found ${size}`)
  const slots = new Set<Slot>()
  const waiting: Job[] = []
  let closed = false

  const start = () => {
    const worker = new Worker(workerFile, {
      workerData: limits,
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 16 },
    })
    const slot: Slot = { worker, ready: false, job: undefined, timer: undefined }
    slots.add(slot)
    worker.unref()
    worker.on('message', (answer: WorkerAnswer) => {
      if (answer === 'ready') slot.ready = true
      else if (answer.intact) release(slot)?.finish(answer.result)
      else replace(slot, answer.result)
      dispatch()
    })
    worker.on('error', cause => {
      const failed = slot.ready
        ? { output: 'Error: the code broke the interpreter', ok: false }
        : { thrown: new InstarError(msg`The code sandbox could not start: ${cause}`, { cause }) }
      slot.job ??= slot.ready ? undefined : waiting.shift()
      replace(slot, failed)
      dispatch()
    })
  }

  /** Takes the job off its slot, which may then run another one. */
  const release = (slot: Slot) => {
    const { job } = slot
    clearTimeout(slot.timer)
    slot.job = undefined
    slot.worker.unref()
    return job
  }

  const replace = (slot: Slot, outcome: SandboxResult | { thrown: unknown }) => {
    slots.delete(slot)
    const job = release(slot)
    // The answer waits for the thread's end, so that killed runs never pile up beside their successors.
    void slot.worker.terminate().then(() => job?.finish(outcome))
  }

  const dispatch = () => {
    for (const slot of slots) {
      if (!slot.ready || slot.job) continue
      const job = waiting.shift()
      if (!job) return
      slot.job = job
      slot.worker.ref()
      slot.timer = setTimeout(() => {
        replace(slot, { output: timeoutText(limits.timeoutMs), ok: false })
        dispatch()
      }, limits.timeoutMs + graceMs)
      slot.worker.postMessage(job.code)
    }
    const starting = [...slots].filter(slot => !slot.ready).length
    for (let more = Math.min(waiting.length - starting, size - slots.size); more > 0; more--) start()
  }

  const abort = (job: Job, thrown: unknown) => {
    const place = waiting.indexOf(job)
    if (place >= 0) waiting.splice(place, 1)
    const slot = [...slots].find(candidate => candidate.job === job)
    if (slot) replace(slot, { thrown })
    else job.finish({ thrown })
    dispatch()
  }

  const sandbox: Sandbox = {
    run(code, { signal } = {}) {
      if (closed) return Promise.reject(new InstarError(msg`The code sandbox is closed`))
      if (signal?.aborted) return Promise.reject(signal.reason)
      if (code.length > codeCharacters)
        return Promise.resolve({ output: `Error: the code is longer than ${codeCharacters} characters`, ok: false })
      return new Promise((resolve, reject) => {
        const stop = () => abort(job, signal?.reason)
        const job: Job = {
          code,
          finish(outcome) {
            signal?.removeEventListener('abort', stop)
            if ('thrown' in outcome) reject(outcome.thrown)
            else resolve(outcome)
          },
        }
        signal?.addEventListener('abort', stop, { once: true })
        waiting.push(job)
        dispatch()
      })
    },
    async close() {
      closed = true
      const reason = { thrown: new InstarError(msg`The code sandbox is closed`) }
      for (const job of waiting.splice(0)) job.finish(reason)
      const ending = [...slots]
      for (const slot of ending) replace(slot, reason)
      await Promise.all(ending.map(slot => slot.worker.terminate()))
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  }
  return sandbox
}

/**
 * Runs one piece of JavaScript in a sandbox of its own (about 50 ms; for many runs see {@link openSandbox}).
 *
 * @throws as `Sandbox.run`.
 */
export async function runJavaScript(
  code: string,
  options: Partial<SandboxLimits> & { signal?: AbortSignal } = {},
): Promise<SandboxResult> {
  await using sandbox = openSandbox(options)
  return await sandbox.run(code, { signal: options.signal })
}
