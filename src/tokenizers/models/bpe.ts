import { InstarError, msg, type Phrase } from '../../errors/index.ts'
import { byteCharacter } from '../byte-alphabet.ts'
import { requireSetting } from '../component.ts'
import type { BpeJson, Component } from '../tokenizer-json.ts'
import { byteLevelBpe, overByteCharacters } from './byte-level-bpe.ts'
import { characterBpe } from './character-bpe.ts'
import type { TokenizerModel } from './model.ts'
import { pairMap } from './pair-map.ts'
import { vocabularyOf } from './vocabulary.ts'

/**
 * Byte-pair encoding (Sennrich et al. 2016) over bytes or over characters.
 *
 * @throws InstarError if a part of a merge is not in the vocabulary, or the model drops merges at random.
 */
export function bpe(component: Component, where: string, alphabet: 'bytes' | 'characters'): TokenizerModel {
  requireSetting(component, 'dropout', [null, undefined, 0], where)
  const ids = vocabularyOf(component, where)
  const { merges } = component as BpeJson
  if (!Array.isArray(merges)) throw new InstarError(msg`${where}.merges: expected a list of pairs`)
  const prefix = (component.continuing_subword_prefix as string | null | undefined) ?? ''
  const suffix = (component.end_of_word_suffix as string | null | undefined) ?? ''
  const idOf = (token: string | undefined, what: Phrase) => {
    const id = ids.get(token!)
    if (id === undefined)
      throw new InstarError(msg`${where}.vocab: expected ${what} ${JSON.stringify(token)}, found none`)
    return id
  }
  const ranks = pairMap(merges.length)
  const merged = new Int32Array(merges.length)
  const rules = new Int32Array(merges.length * 3)
  for (let rank = 0; rank < merges.length; rank++) {
    const merge = merges[rank]!
    const space = typeof merge === 'string' ? merge.indexOf(' ') : -1
    const left = typeof merge === 'string' ? merge.slice(0, space) : merge[0]
    const right = typeof merge === 'string' ? merge.slice(space + 1) : merge[1]
    rules[rank * 3] = idOf(left, msg`the left part of a merge`)
    rules[rank * 3 + 1] = idOf(right, msg`the right part of a merge`)
    rules[rank * 3 + 2] = idOf(left + (prefix ? right.slice(prefix.length) : right), msg`the merged token`)
    merged[rank] = rules[rank * 3 + 2]!
    ranks.set(rules[rank * 3]!, rules[rank * 3 + 1]!, rank)
  }

  if (alphabet === 'characters') return characterBpe(component, where, ids, { ranks, merged })
  const bytes = Int32Array.from({ length: 256 }, (_, byte) => ids.get(byteCharacter(byte)) ?? -1)
  const plain = prefix === '' && suffix === '' && !bytes.includes(-1)
  if (!plain) return overByteCharacters(characterBpe(component, where, ids, { ranks, merged }))
  return byteLevelBpe({ ids, bytes, merges: { ranks, merged }, rules, ignoreMerges: component.ignore_merges === true })
}
