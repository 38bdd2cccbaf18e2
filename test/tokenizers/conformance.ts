import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type TokenizerJson, tokenizerFromJson } from '../../src/tokenizers/index.ts'
import { nastyText } from './samples.ts'

/**
 * What every tokenizer must keep, whatever its model.
 *
 * @param canonical what the pipeline may change about a text is the same after this; nothing, if it has no normaliser.
 */
export function tokenizerConformance(name: string, json: TokenizerJson, canonical = (text: string) => text): void {
  describe(`${name} as a tokenizer`, () => {
    const tokenizer = tokenizerFromJson(json)
    const ids = (text: string, special = false) => [...tokenizer.encode(text, { special })]

    it('gives back the text', () => {
      fc.assert(
        fc.property(nastyText, fc.boolean(), (text, special) => {
          const decoded = tokenizer.decode(tokenizer.encode(text, { special }))
          expect(canonical(decoded)).toBe(canonical(text))
        }),
      )
    })

    it('reads lone surrogates as U+FFFD', () => {
      fc.assert(
        fc.property(
          fc.string({ unit: fc.integer({ min: 0xd7f0, max: 0xe00f }).map(c => String.fromCharCode(c)) }),
          text => {
            expect(ids(text)).toEqual(ids(text.toWellFormed()))
          },
        ),
      )
      expect(tokenizer.decode(tokenizer.encode('a\ud800b')).trimStart()).toBe('a\ufffdb')
    })

    it('decodes any stream of ids as it decodes them whole, and never half a character', () => {
      const anyIds = fc.array(fc.integer({ min: 0, max: tokenizer.vocabularySize - 1 }), { maxLength: 40 })
      const idsOfText = nastyText.map(text => ids(text))
      fc.assert(
        fc.property(fc.oneof(anyIds, idsOfText), fc.boolean(), (ids, skipSpecial) => {
          const stream = tokenizer.decoder({ skipSpecial })
          const parts = [...ids.map(id => stream.push(id)), stream.end()]
          expect(parts.join('')).toBe(tokenizer.decode(ids, { skipSpecial }))
          for (const part of parts) expect(part.isWellFormed()).toBe(true)
        }),
      )
    })

    it('recognises control tokens only when asked to', () => {
      fc.assert(
        fc.property(nastyText, text => {
          for (const id of ids(text)) expect(tokenizer.specialTokens.has(tokenizer.token(id))).toBe(false)
        }),
      )
      for (const [token, id] of tokenizer.specialTokens) {
        expect(ids(token, true)).toEqual([id])
        expect(ids(token).length).toBeGreaterThan(1)
        expect(tokenizer.tokenId(token)).toBe(id)
        expect(tokenizer.decode([id])).toBe(token)
        expect(tokenizer.decode([id], { skipSpecial: true })).toBe('')
      }
    })

    it('names every id', () => {
      for (let id = 0; id < tokenizer.vocabularySize; id++) expect(tokenizer.tokenId(tokenizer.token(id))).toBe(id)
      const outside = new RegExp(`found ${tokenizer.vocabularySize}`)
      expect(() => tokenizer.token(tokenizer.vocabularySize)).toThrow(outside)
      expect(() => tokenizer.decode([tokenizer.vocabularySize])).toThrow(outside)
      expect(() => tokenizer.decoder().push(tokenizer.vocabularySize)).toThrow(outside)
    })

    it('encodes a batch as it encodes one by one, and nothing as nothing', () => {
      const texts = ['', 'The capital', '我是谁？<|end|>', ' '.repeat(3)]
      for (const special of [false, true]) {
        expect(tokenizer.encodeBatch(texts, { special }).map(row => [...row])).toEqual(texts.map(t => ids(t, special)))
      }
      expect(ids('')).toEqual([])
    })

    it('encodes very long runs without a break', () => {
      for (const unit of ['a', ' ', '哈', '=', '\n']) {
        const text = unit.repeat(20_000)
        expect(tokenizer.decode(tokenizer.encode(text)).trimStart()).toBe(text.trimStart())
      }
    })
  })
}
