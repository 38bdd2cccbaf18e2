/** What to look for: an expression, or what cuts the text itself, which needs a `whole` beside it. */
export type Pattern = RegExp | ((text: string) => Iterable<{ readonly index: number; readonly 0: string }>)

/**
 * Text on its way through the pipeline. Normalisers and pre-tokenizers are written once, against this; whether the way
 * back to the original is kept decides which of the two kinds of text they are given.
 */
export interface Text {
  readonly value: string
  /** Whether nothing of the original stands before it. */
  readonly first: boolean
  /**
   * Replaces every match. `whole`, where it is given, must do the same to the text at once: it serves where no way back
   * is kept.
   */
  replace(pattern: RegExp, replacement: (match: string) => string, whole?: (text: string) => string): Text
  replace(pattern: Pattern, replacement: (match: string) => string, whole: (text: string) => string): Text
  /** The UTF-16 units from `start` to before `end`. */
  slice(start: number, end: number): Text
}

/** Text without a way back. Pieces come by the million, so their methods are shared. */
class PlainText implements Text {
  readonly value: string
  readonly first: boolean

  constructor(value: string, first: boolean) {
    this.value = value
    this.first = first
  }

  replace(pattern: Pattern, replacement: (match: string) => string, whole?: (text: string) => string): Text {
    const changed = whole ? whole(this.value) : this.value.replace(pattern as RegExp, replacement)
    return changed === this.value ? this : new PlainText(changed, this.first)
  }

  slice(start: number, end: number): Text {
    if (start === 0 && end === this.value.length) return this
    return new PlainText(this.value.slice(start, end), this.first && start === 0)
  }
}

export function plainText(value: string, first = true): Text {
  return new PlainText(value, first)
}

/** Text of which every UTF-16 unit knows the stretch of the original that it comes from. */
export interface TracedText extends Text {
  readonly starts: Int32Array
  readonly ends: Int32Array
  replace(pattern: Pattern, replacement: (match: string) => string): TracedText
  slice(start: number, end: number): TracedText
}

/** The part of an original that begins at `offset`, unchanged. Units of one character know the whole character. */
export function tracedText(value: string, offset = 0): TracedText {
  const starts = Int32Array.from({ length: value.length }, (_, i) => offset + i)
  const ends = Int32Array.from({ length: value.length }, (_, i) => offset + i + 1)
  for (let i = 0; i + 1 < value.length; i++) {
    if (value.charCodeAt(i) >> 10 !== 0x36) continue // no high surrogate
    ends[i] = offset + i + 2
    starts[i + 1] = offset + i
  }
  return traced(value, starts, ends, offset)
}

function traced(value: string, starts: Int32Array, ends: Int32Array, origin: number): TracedText {
  return {
    ...{ value, starts, ends },
    first: origin === 0,
    replace: (pattern, replacement) => {
      const [newStarts, newEnds]: [number[], number[]] = [[], []]
      let changed = ''
      let end = 0
      const keep = (upTo: number) => {
        changed += value.slice(end, upTo)
        for (let i = end; i < upTo; i++) {
          newStarts.push(starts[i]!)
          newEnds.push(ends[i]!)
        }
        end = upTo
      }
      for (const match of typeof pattern === 'function' ? pattern(value) : value.matchAll(pattern)) {
        const written = replacement(match[0])
        if (written === match[0]) continue
        keep(match.index)
        end = match.index + match[0].length
        changed += written
        // What was put in comes from what was taken out; from nothing, and it goes with the character that follows it.
        const last = Math.max(match.index, end - 1)
        const from = starts[match.index] ?? ends[value.length - 1] ?? origin
        const to = ends[last] ?? from
        for (let i = 0; i < written.length; i++) {
          newStarts.push(from)
          newEnds.push(to)
        }
      }
      keep(value.length)
      return traced(changed, Int32Array.from(newStarts), Int32Array.from(newEnds), origin)
    },
    slice: (start, end) =>
      traced(
        value.slice(start, end),
        starts.subarray(start, end),
        ends.subarray(start, end),
        start === 0 ? origin : (starts[start] ?? origin),
      ),
  }
}
