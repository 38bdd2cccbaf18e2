/**
 * The one error type that reaches a user as a sentence instead of a stack trace.
 *
 * A message says what was expected, what was found and where. `kind` decides the exit code of the command line:
 * `usage` 2 (wrong flag, recipe key, argument), `failed` 1 (everything else). Interruption is not an error of ours:
 * it travels as the `AbortSignal`'s reason and exits with 130.
 */
export class InstarError extends Error {
  readonly kind: 'usage' | 'failed'

  constructor(message: string, options: { kind?: 'usage' | 'failed'; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'InstarError'
    this.kind = options.kind ?? 'failed'
  }
}

/** An `InstarError` for wrong usage: an unknown flag, key or argument. */
export function usageError(message: string): InstarError {
  return new InstarError(message, { kind: 'usage' })
}
