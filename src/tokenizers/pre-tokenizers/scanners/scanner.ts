/**
 * A pattern of a pre-tokenizer by hand: where the piece of `units[0..end)` that begins at `start` ends. Always gets on.
 * `units` is well-formed UTF-16, and `start` stands at the beginning of a character. What lies beyond `end` does not
 * exist, also for what looks ahead.
 */
export type Scanner = (units: Uint16Array, start: number, end: number) => number
