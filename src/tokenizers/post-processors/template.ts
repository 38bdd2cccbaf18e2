import { InstarError, msg } from '../../errors/index.ts'
import type { Component } from '../tokenizer-json.ts'
import { one, type PostProcessor, type Sequence, typed } from './sequence.ts'

type Part =
  | { readonly Sequence: { readonly id: 'A' | 'B'; readonly type_id: number } }
  | { readonly SpecialToken: { readonly id: string; readonly type_id: number } }

/** `[CLS] $A [SEP]` and `[CLS] $A [SEP] $B:1 [SEP]:1`, as lists of parts. */
export function templateProcessing(component: Component, where: string): PostProcessor {
  const special = component.special_tokens as Readonly<Record<string, { readonly ids?: readonly number[] }>> | undefined
  const template = (key: 'single' | 'pair') => {
    const parts = component[key]
    if (!Array.isArray(parts)) throw new InstarError(msg`${where}.${key}: expected a list of parts`)
    return parts.map((part: Part, i) => partRule(part, special ?? {}, `${where}.${key}[${i}]`))
  }
  const [single, pair] = [template('single'), template('pair')]
  return {
    surround: sequences => (sequences.length > 1 ? pair : single).flatMap(part => part(sequences)),
  }
}

function partRule(
  part: Part,
  special: Readonly<Record<string, { readonly ids?: readonly number[] }>>,
  where: string,
): (sequences: readonly Sequence[]) => readonly Sequence[] {
  if ('Sequence' in part) {
    const { id, type_id: type } = part.Sequence
    return sequences => {
      const sequence = sequences[id === 'B' ? 1 : 0]
      return sequence ? [typed(sequence, type)] : []
    }
  }
  if ('SpecialToken' in part) {
    const { id, type_id: type } = part.SpecialToken
    const ids = special[id]?.ids
    if (!Array.isArray(ids)) throw new InstarError(msg`${where}: expected ${id} among special_tokens, found none`)
    return () => ids.map(token => one(token, type))
  }
  throw new InstarError(msg`${where}: expected {"Sequence": …} or {"SpecialToken": …}, found ${JSON.stringify(part)}`)
}
