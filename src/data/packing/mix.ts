import { msg, usageError } from '../../errors/index.ts'
import type { RowSource } from './batch.ts'

/** A part of a mixture. Shares are relative to each other. */
export interface MixPart {
  readonly rows: RowSource
  readonly share: number
}

/**
 * Mixes row sources, evenly spread: after any number of rows each part has given its share of them to within one row
 * (for two parts; each further part adds one). Row `index` stays a pure function of `index`.
 *
 * @throws InstarError (usage) for shares that are not positive or rows of different lengths.
 */
export function mixRows(parts: readonly MixPart[]): RowSource {
  const [first, ...others] = parts
  if (!first || parts.some(({ share }) => !(share > 0)))
    throw usageError(
      msg`Expected positive shares to mix, but found ${parts.map(({ share }) => share).join(', ') || msg`none`}`,
    )
  if (others.length === 0) return first.rows
  const { contextLength } = first.rows
  const rest = mixRows(others)
  if (rest.contextLength !== contextLength)
    throw usageError(msg`Expected rows of one length to mix, but found ${contextLength} and ${rest.contextLength}`)
  const share = first.share / parts.reduce((sum, part) => sum + part.share, 0)
  return {
    contextLength,
    // An epoch of the mixture is one of the part that takes longest.
    rowCount: Math.ceil(Math.max(first.rows.rowCount / share, rest.rowCount / (1 - share))),
    fill: (index, batch, row) => {
      const before = Math.ceil(index * share)
      if (Math.ceil((index + 1) * share) > before) first.rows.fill(before, batch, row)
      else rest.fill(index - before, batch, row)
    },
  }
}
