/**
 * The texts that a path leads to in a value from JSON or Parquet. Dots go inward, `*` stands for every key or element;
 * a list at the end stands for its elements. Numbers count as text, everything else that is no string is passed over.
 */
function textsAt(value: unknown, path: string): string[] {
  const [first, ...rest] = path === '' ? [] : path.split('.')
  if (first === undefined) {
    if (typeof value === 'string') return value.trim() === '' ? [] : [value]
    if (typeof value === 'number' || typeof value === 'bigint') return [String(value)]
    return Array.isArray(value) ? value.flatMap(element => textsAt(element, '')) : []
  }
  if (typeof value !== 'object' || value === null) return []
  const inner = first === '*' ? Object.values(value) : Object.hasOwn(value, first) ? [value[first as never]] : []
  return inner.flatMap(next => textsAt(next, rest.join('.')))
}

/**
 * The text of a record: what each path leads to, one line per match, a blank line between paths. Undefined when no path
 * leads to any text.
 */
export function recordText(record: unknown, paths: readonly string[]): string | undefined {
  const parts = paths.map(path => textsAt(record, path).join('\n')).filter(part => part !== '')
  return parts.length > 0 ? parts.join('\n\n') : undefined
}

/**
 * Short strings and numbers at the top of a record, without those that are its text, and those of its `metadata`, where
 * our own shards and many others keep the rest.
 */
export function recordMetadata(record: unknown, paths: readonly string[]): Record<string, string | number> {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return {}
  const { metadata } = record as { metadata?: unknown }
  return Object.fromEntries(
    [...Object.entries(record), ...(isPlain(metadata) ? Object.entries(metadata) : [])].filter(
      ([key, value]) =>
        !paths.includes(key) && (typeof value === 'number' || (typeof value === 'string' && value.length <= 200)),
    ),
  )
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
