import { InstarError, msg } from '../../errors/index.ts'
import type { Component } from '../tokenizer-json.ts'
import { modelOfSpans, type TokenizerModel, type TokenSpan } from './model.ts'
import { bytesAsTokens, byteTokens } from './vocabulary.ts'

/** How much less likely than the least likely token an unknown character is, as in SentencePiece. */
const unknownPenalty = 10

/**
 * Unigram (Kudo 2018): of all ways to spell a piece in tokens the most likely one, found by Viterbi's algorithm from the
 * left; of equally likely ways the one whose last token is shorter, as in Hugging Face's tokenizers. Neighbouring unknown
 * characters are one unknown token, or their bytes where the vocabulary has bytes.
 */
export function unigram(component: Component, where: string): TokenizerModel {
  const { tokens, scores } = vocabularyOfUnigram(component, where)
  const ids = new Map(tokens.map((token, id) => [token, id]))
  const unknown = typeof component.unk_id === 'number' ? component.unk_id : undefined
  if (unknown !== undefined && !(unknown < tokens.length))
    throw new InstarError(msg`${where}.unk_id: expected an id below ${tokens.length}, found ${unknown}`)
  const bytes = component.byte_fallback === true ? byteTokens(ids) : undefined
  const unknownScore =
    scores.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY) - unknownPenalty
  const { root } = trieOf(tokens)

  const best = (piece: string): TokenSpan[] => {
    // By the end of a way so far: its score, where its last token begins, and that token (-1: unknown).
    const score = new Float64Array(piece.length + 1)
    const begin = new Int32Array(piece.length + 1).fill(-1)
    const last = new Int32Array(piece.length + 1)
    const offer = (start: number, end: number, candidate: number, id: number) => {
      if (begin[end]! >= 0 && candidate <= score[end]!) return
      score[end] = candidate
      begin[end] = start
      last[end] = id
    }
    for (let start = 0; start < piece.length; ) {
      const width = piece.codePointAt(start)! > 0xffff ? 2 : 1
      let single = false
      let node: TrieNode | undefined = root
      for (let end = start + 1; end <= piece.length; end++) {
        node = node.children?.get(piece.charCodeAt(end - 1))
        if (!node) break
        if (node.id < 0) continue
        offer(start, end, scores[node.id]! + score[start]!, node.id)
        if (end === start + width) single = true
      }
      if (!single) offer(start, start + width, unknownScore + score[start]!, -1)
      start += width
    }
    const spans: TokenSpan[] = []
    for (let end = piece.length; end > 0; end = begin[end]!) spans.push({ id: last[end]!, start: begin[end]!, end })
    return spans.reverse()
  }

  return modelOfSpans(ids, piece => {
    const spans: TokenSpan[] = []
    const found = best(piece)
    for (let i = 0; i < found.length; i++) {
      const { id, start } = found[i]!
      if (id >= 0 && id !== unknown) {
        spans.push(found[i]!)
        continue
      }
      while (i + 1 < found.length && (found[i + 1]!.id < 0 || found[i + 1]!.id === unknown)) i++
      const { end } = found[i]!
      const spelled = bytes && bytesAsTokens(piece.slice(start, end), bytes)
      if (spelled) for (const byte of spelled) spans.push({ id: byte, start, end })
      else {
        const fused = ids.get(piece.slice(start, end)) ?? unknown
        if (fused === undefined)
          throw new InstarError(
            msg`${where}.unk_id: expected an id for ${JSON.stringify(piece.slice(start, end))}, found none`,
          )
        spans.push({ id: fused, start, end })
      }
    }
    return spans
  })
}

interface TrieNode {
  id: number
  children: Map<number, TrieNode> | undefined
}

function trieOf(tokens: readonly string[]): { root: TrieNode } {
  const root: TrieNode = { id: -1, children: undefined }
  tokens.forEach((token, id) => {
    if (token === '') return
    let node = root
    for (let i = 0; i < token.length; i++) {
      node.children ??= new Map()
      const unit = token.charCodeAt(i)
      let next = node.children.get(unit)
      if (!next) {
        next = { id: -1, children: undefined }
        node.children.set(unit, next)
      }
      node = next
    }
    node.id = id
  })
  return { root }
}

function vocabularyOfUnigram(component: Component, where: string): { tokens: string[]; scores: Float64Array } {
  const { vocab } = component
  const valid = (entry: unknown): entry is [string, number] =>
    Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number'
  if (!Array.isArray(vocab) || vocab.length === 0 || !vocab.every(valid))
    throw new InstarError(msg`${where}.vocab: expected a list of [token, score]`)
  return { tokens: vocab.map(([token]) => token), scores: Float64Array.from(vocab, ([, score]) => score) }
}
