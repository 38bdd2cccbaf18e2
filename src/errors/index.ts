import { format, type MessageDescriptor, type Phrase } from './message.ts'

export { either, foreign, format, type MessageDescriptor, msg, type Phrase, phraseOf } from './message.ts'

/**
 * The one error type that reaches a user as a sentence instead of a stack trace.
 *
 * A message says what was expected, what was found and where; written with {@link msg}, the command line can say it in
 * another language. `kind` decides the exit code of the command line: `usage` 2 (wrong flag, recipe key, argument),
 * `failed` 1 (everything else). Interruption is not an error of ours: it travels as the `AbortSignal`'s reason and exits
 * with 130.
 */
export class InstarError extends Error {
  readonly kind: 'usage' | 'failed'
  /** How the message was made; absent where it is in the language of the user already. */
  readonly descriptor: MessageDescriptor | undefined

  constructor(message: Phrase, options: { kind?: 'usage' | 'failed'; cause?: unknown } = {}) {
    super(format(message), { cause: options.cause })
    this.name = 'InstarError'
    this.kind = options.kind ?? 'failed'
    this.descriptor = typeof message === 'string' ? undefined : message
  }
}

/** An `InstarError` for wrong usage: an unknown flag, key or argument. */
export function usageError(message: Phrase): InstarError {
  return new InstarError(message, { kind: 'usage' })
}
