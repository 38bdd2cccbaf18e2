import { findPersonalData } from './find.ts'
import { defaultKinds, type PersonalDataKind } from './kinds.ts'

/** What stands in a text instead of personal data, such as `<EMAIL>` or `<STREET_ADDRESS>`. */
export function placeholder(kind: PersonalDataKind): string {
  return `<${kind.toUpperCase().replaceAll('-', '_')}>`
}

/**
 * The text with a placeholder instead of every piece of personal data, and how many of each kind there were. FineWeb
 * (Penedo et al. 2024, appendix on anonymisation) puts addresses that belong to nobody; a placeholder says what was
 * there, and can be counted and searched for.
 */
export function replacePersonalData(
  text: string,
  kinds: readonly PersonalDataKind[] = defaultKinds,
): { readonly text: string; readonly counts: ReadonlyMap<PersonalDataKind, number> } {
  const counts = new Map<PersonalDataKind, number>()
  let result = ''
  let done = 0
  for (const { kind, start, end } of findPersonalData(text, kinds)) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    result += text.slice(done, start) + placeholder(kind)
    done = end
  }
  return { text: result + text.slice(done), counts }
}
