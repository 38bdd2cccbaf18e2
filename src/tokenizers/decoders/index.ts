import { InstarError, msg } from '../../errors/index.ts'
import { buildComponent, type ComponentTable, componentsOf } from '../component.ts'
import { metaspaceSettings } from '../pre-tokenizers/metaspace.ts'
import { patternOf } from '../pre-tokenizers/regular-expression.ts'
import type { Component } from '../tokenizer-json.ts'
import { byteFallback, byteLevel } from './bytes.ts'
import { chain, type DecoderStage, eachToken, wholeText } from './stage.ts'
import { bpeDecoder, ctc, wordPiece } from './words.ts'

export type { DecoderStage } from './stage.ts'

/** Makes the stage that turns tokens of the model's vocabulary back into text, for one stream. */
export type Decoder = () => DecoderStage

type DecoderType =
  | 'BPEDecoder'
  | 'ByteFallback'
  | 'ByteLevel'
  | 'CTC'
  | 'Fuse'
  | 'Metaspace'
  | 'Replace'
  | 'Sequence'
  | 'Strip'
  | 'WordPiece'

const decoders: ComponentTable<DecoderType, Decoder> = {
  BPEDecoder: bpeDecoder,
  ByteFallback: () => byteFallback,
  ByteLevel: () => byteLevel,
  CTC: ctc,
  Fuse: () => wholeText(text => text),
  Metaspace: (component, where) => {
    const { replacement, scheme } = metaspaceSettings(component, where)
    return eachToken((token, first) => {
      const text =
        first && scheme !== 'never' && token.startsWith(replacement) ? token.slice(replacement.length) : token
      return text.replaceAll(replacement, ' ')
    })
  },
  Replace: (component, where) => {
    const pattern = patternOf(component, where)
    const { content } = component
    if (typeof content !== 'string') throw new InstarError(msg`${where}.content: expected a text, found ${content}`)
    return eachToken(token => token.replace(pattern, () => content))
  },
  Sequence: (component, where) => {
    const parts = componentsOf(component, 'decoders', where)
    const stages = parts.map((part, i) => {
      // Without this, fused text would come only at the end of a stream: stripping its beginning needs no more than that.
      const next = parts[i + 1]
      if (part.type === 'Fuse' && next?.type === 'Strip' && i + 2 === parts.length && next.stop === 0)
        return stripBeginning(next, where)
      if (part.type === 'Fuse' && i + 1 === parts.length) return eachToken(token => token)
      if (part.type === 'Strip' && parts[i - 1]?.type === 'Fuse' && i + 1 === parts.length && part.stop === 0)
        return eachToken(token => token)
      return buildDecoder(part, `${where}.decoders[${i}]`)
    })
    return () => chain(stages.map(stage => stage()))
  },
  Strip: (component, where) => {
    const { content, start, stop } = stripSettings(component, where)
    return eachToken(token => {
      let [from, to] = [0, token.length]
      for (let i = 0; i < start && token.startsWith(content, from) && from < to; i++) from += content.length
      for (let i = 0; i < stop && token.endsWith(content, to) && to > from; i++) to -= content.length
      return token.slice(from, to)
    })
  },
  WordPiece: wordPiece,
}

function stripSettings(component: Component, where: string): { content: string; start: number; stop: number } {
  const { content, start, stop } = component
  if (typeof content !== 'string' || [...content].length !== 1 || typeof start !== 'number' || typeof stop !== 'number')
    throw new InstarError(msg`${where}: expected a character as content and numbers as start and stop`)
  return { content, start, stop }
}

/** Takes up to `start` characters from the beginning of the whole text, and passes the rest on as it comes. */
function stripBeginning(component: Component, where: string): Decoder {
  const { content, start } = stripSettings(component, where)
  return () => {
    let left = start
    return {
      push: (token, emit) => {
        let from = 0
        while (left > 0 && from < token.length) {
          if (!token.startsWith(content, from)) left = 0
          else {
            from += content.length
            left -= 1
          }
        }
        if (from < token.length) emit(token.slice(from))
      },
      end: () => {
        left = start
      },
    }
  }
}

/** The decoder of a tokenizer.json; without one, tokens stand side by side with a space between. */
export function buildDecoder(component: Component | null | undefined, where = 'decoder'): Decoder {
  if (!component) return eachToken((token, first) => (first ? token : ` ${token}`))
  return buildComponent(decoders, component, where)
}
