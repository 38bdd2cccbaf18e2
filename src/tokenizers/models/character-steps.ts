import { pairHash } from './pair-map.ts'

/**
 * Steps through a trie by characters of three bytes, most of the world's beyond the alphabets: one look instead of
 * three. Each slot lies in one line of the processor's cache.
 */
export interface CharacterSteps {
  set(from: number, unit: number, place: number, fact: number): void
  /** Where `slots` has the step from a place by a UTF-16 unit: from, unit, to which place, the fact there; or -1. */
  find(from: number, unit: number): number
  readonly slots: Int32Array
}

/** @param root the place of which all steps have slots of their own; @param count how many steps lead on from others */
export function characterSteps(root: number, count: number): CharacterSteps {
  let capacity = 16
  while (capacity < count * 2) capacity *= 2
  const slots = new Int32Array((capacity + 0x10000) * 4)
  const slotOf = (from: number, unit: number): number => {
    let slot = from === root ? capacity + unit : pairHash(from, unit) & (capacity - 1)
    while (slots[slot * 4 + 3] !== 0 && (slots[slot * 4] !== from || slots[slot * 4 + 1] !== unit))
      slot = (slot + 1) & (capacity - 1)
    return slot * 4
  }
  return {
    slots,
    find: (from, unit) => {
      const at = slotOf(from, unit)
      return slots[at + 3] === 0 ? -1 : at
    },
    set: (from, unit, place, fact) => slots.set([from, unit, place, fact], slotOf(from, unit)),
  }
}
