import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten'
import { newQuickJSWASMModuleFromVariant, newVariant, RELEASE_SYNC, Scope } from 'quickjs-emscripten'
import type { SandboxLimits, SandboxResult } from './limits.ts'
import { timeoutText } from './limits.ts'
import { guestPrelude } from './prelude.ts'

/** The part of WebAssembly that is used here: its types come with the DOM library, which a Node program does not load. */
declare const WebAssembly: { readonly Memory: new (pages: { initial: number; maximum: number }) => object }

const pageBytes = 65536
const initialPages = 256 // what the interpreter is linked for
const stackBytes = 192 * 1024
const jobsBetweenChecks = 200

/** What the code said, and whether the interpreter can run more. */
export interface GuestRun {
  readonly result: SandboxResult
  readonly intact: boolean
}

/** An interpreter whose linear memory cannot grow beyond `memoryBytes` + 16 MiB, whatever its own accounting says. */
export async function loadInterpreter(memoryBytes: number): Promise<QuickJSWASMModule> {
  const wasmMemory = new WebAssembly.Memory({
    initial: initialPages,
    maximum: initialPages + Math.ceil(memoryBytes / pageBytes),
  })
  return newQuickJSWASMModuleFromVariant(newVariant(RELEASE_SYNC, { wasmMemory: wasmMemory as never }))
}

/**
 * Runs code in a fresh runtime (heap, globals, job queue) and disposes of it. Blocks its thread until the code ends or
 * the interpreter notices the deadline, so it belongs in a worker that someone else can kill. Where the code broke the
 * interpreter (`intact` false: its own assertions, or the thread's stack under deep recursion), throw that one away.
 */
export function runGuest(interpreter: QuickJSWASMModule, code: string, limits: SandboxLimits): GuestRun {
  const deadline = performance.now() + limits.timeoutMs
  const isLate = () => performance.now() > deadline
  let result: SandboxResult | undefined
  let intact = true
  try {
    const runtime = interpreter.newRuntime({
      memoryLimitBytes: limits.memoryBytes,
      maxStackSizeBytes: stackBytes,
      interruptHandler: isLate,
    })
    const context = runtime.newContext()
    result = evaluate(context, code, limits.outputCharacters, isLate)
    context.dispose()
    runtime.dispose()
  } catch (error) {
    intact = false
    const what = error instanceof RangeError ? 'InternalError: stack overflow' : 'Error: the code broke the interpreter'
    result ??= { output: what, ok: false }
  }
  if (isLate()) result = { output: timeoutText(limits.timeoutMs), ok: false }
  return { result, intact }
}

function evaluate(
  context: QuickJSContext,
  code: string,
  outputCharacters: number,
  isLate: () => boolean,
): SandboxResult {
  return Scope.withScope(scope => {
    const reporter = scope.manage(context.unwrapResult(context.evalCode(guestPrelude(outputCharacters), 'prelude.js')))
    const succeed = scope.manage(context.getProp(reporter, 'succeed'))
    const fail = scope.manage(context.getProp(reporter, 'fail'))
    const textOf = (how: QuickJSHandle, value: QuickJSHandle) => {
      const text = context.callFunction(how, context.undefined, value)
      return text.error ? { error: scope.manage(text.error) } : { text: context.getString(scope.manage(text.value)) }
    }
    const report = (value: QuickJSHandle, error: QuickJSHandle | undefined): SandboxResult => {
      let described = textOf(error ? fail : succeed, error ?? value)
      if (described.text !== undefined) return { output: described.text, ok: error === undefined }
      // Showing the value failed (a throwing getter, no memory left): show that failure, or say that it cannot be shown.
      described = textOf(fail, described.error)
      return { output: described.text ?? 'Error: the result cannot be shown', ok: false }
    }

    const evaluated = context.evalCode(code, 'code.js', { type: 'global' })
    if (evaluated.error) return report(context.undefined, scope.manage(evaluated.error))
    const value = scope.manage(evaluated.value)
    const { runtime } = context
    while (runtime.hasPendingJob() && !isLate()) {
      const jobs = runtime.executePendingJobs(jobsBetweenChecks)
      if (jobs.error) return report(context.undefined, scope.manage(jobs.error))
    }
    const promise = context.getPromiseState(value)
    if (promise.type === 'pending') return { output: 'Error: the promise never settles', ok: false }
    if (promise.type === 'rejected') return report(context.undefined, scope.manage(promise.error))
    return report(promise.notAPromise ? value : scope.manage(promise.value), undefined)
  })
}
