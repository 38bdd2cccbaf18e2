import { InstarError, msg, type Phrase } from '../errors/index.ts'
import { formatShape, type Shape } from '../graph/index.ts'

/**
 * Checks a shape against one with named dimensions; `sizes` remembers what each name stood for.
 *
 * @throws InstarError naming the value, the expected shape and the one found.
 */
export function checkShape(what: Phrase, found: readonly number[], expected: Shape, sizes: Map<string, number>): void {
  const fits =
    found.length === expected.length &&
    expected.every((dim, axis) => {
      const size = found[axis]!
      if (typeof dim === 'number') return size === dim
      const known = sizes.get(dim)
      if (known === undefined) sizes.set(dim, size)
      return known === undefined || known === size
    })
  if (fits) return
  const names = expected
    .filter(dim => typeof dim === 'string' && sizes.has(dim))
    .map(name => `${name} = ${sizes.get(String(name))}`)
  const wanted = formatShape(expected) + (names.length === 0 ? '' : ` (${names.join(', ')})`)
  throw new InstarError(msg`Expected ${what} of shape ${wanted} but found ${formatShape(found)}`)
}
