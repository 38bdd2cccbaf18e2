import { msg, usageError } from '../errors/index.ts'

/** What one run of untrusted code may use. */
export interface SandboxLimits {
  /** Wall-clock time of one run in milliseconds. */
  readonly timeoutMs: number
  /** Bytes that the guest may allocate; the interpreter's whole memory is capped 16 MiB above it. */
  readonly memoryBytes: number
  /** Characters (UTF-16 units) of output that are kept; what is beyond is cut and the cut is marked. */
  readonly outputCharacters: number
}

/** What a run says: always text, also for errors and timeouts. `ok` is false for those two. */
export interface SandboxResult {
  readonly output: string
  readonly ok: boolean
}

const defaults: SandboxLimits = { timeoutMs: 1000, memoryBytes: 32 * 2 ** 20, outputCharacters: 2000 }

/**
 * Fills in the defaults (1 s, 32 MiB, 2,000 characters).
 *
 * @throws InstarError (usage) for a limit that is not a positive integer, or memory outside 1 MiB to 1 GiB.
 */
export function sandboxLimits(limits: Partial<SandboxLimits>): SandboxLimits {
  const filled = {
    timeoutMs: limits.timeoutMs ?? defaults.timeoutMs,
    memoryBytes: limits.memoryBytes ?? defaults.memoryBytes,
    outputCharacters: limits.outputCharacters ?? defaults.outputCharacters,
  }
  for (const [name, value] of Object.entries(filled)) {
    if (!Number.isInteger(value) || value <= 0)
      throw usageError(msg`Expected the sandbox limit ${name} to be a positive integer but found ${value}`)
  }
  if (filled.memoryBytes < 2 ** 20 || filled.memoryBytes > 2 ** 30)
    throw usageError(msg`Expected memoryBytes between 1 MiB and 1 GiB but found ${filled.memoryBytes}`)
  return filled
}

/** The text of a run that took too long. */
export function timeoutText(timeoutMs: number): string {
  return `Error: timed out after ${timeoutMs / 1000} s`
}
