import type { Rejection } from './filter.ts'

/** A rejection if a measurement is below what it must be at least. */
export function tooFew(what: string, value: number, least: number): Rejection | undefined {
  return value < least ? { reason: `${what}: fewer than ${least}`, value } : undefined
}

/** A rejection if a measurement is above what it may be at most. */
export function tooMany(what: string, value: number, most: number): Rejection | undefined {
  return value > most ? { reason: `${what}: more than ${most}`, value } : undefined
}
