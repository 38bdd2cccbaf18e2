import { InstarError, msg } from '../../errors/index.ts'
import type { Component } from '../tokenizer-json.ts'

/** The vocabulary of a model as a map. @throws InstarError if it is no object of non-negative integers. */
export function vocabularyOf(component: Component, where: string): ReadonlyMap<string, number> {
  const { vocab } = component
  if (typeof vocab !== 'object' || vocab === null || Array.isArray(vocab))
    throw new InstarError(msg`${where}.vocab: expected an object of tokens and ids`)
  const ids = new Map<string, number>()
  for (const token in vocab) {
    const id = (vocab as Record<string, unknown>)[token]
    if (!Number.isInteger(id) || (id as number) < 0 || (id as number) > 0xffffff)
      throw new InstarError(
        msg`${where}.vocab: expected an id for ${JSON.stringify(token)}, found ${JSON.stringify(id)}`,
      )
    ids.set(token, id as number)
  }
  return ids
}

/** The id of a token that a setting names, if it names one. @throws InstarError if the vocabulary lacks it. */
export function settingToken(
  component: Component,
  key: string,
  ids: ReadonlyMap<string, number>,
  where: string,
): number | undefined {
  const token = component[key]
  if (token === null || token === undefined) return undefined
  const id = ids.get(token as string)
  if (id === undefined)
    throw new InstarError(msg`${where}.${key}: expected a token of the vocabulary, found ${JSON.stringify(token)}`)
  return id
}

/** The ids of `<0x00>` to `<0xFF>` by byte; -1 for a byte that has no token. */
export function byteTokens(ids: ReadonlyMap<string, number>): Int32Array {
  return Int32Array.from(
    { length: 256 },
    (_, byte) => ids.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`) ?? -1,
  )
}

const utf8 = new TextEncoder()

/** The byte tokens of a text, or undefined where one is missing. */
export function bytesAsTokens(text: string, tokens: Int32Array): number[] | undefined {
  const found = Array.from(utf8.encode(text), byte => tokens[byte]!)
  return found.includes(-1) ? undefined : found
}
