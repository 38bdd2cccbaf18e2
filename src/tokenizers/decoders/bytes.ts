import { bytesOfToken } from '../byte-alphabet.ts'
import type { DecoderStage } from './stage.ts'

const utf8 = new TextEncoder()

/** Tokens of a byte-level vocabulary; bytes that are no UTF-8 become U+FFFD, an unfinished character waits. */
export function byteLevel(): DecoderStage {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  return {
    push: (token, emit) => {
      const text = decoder.decode(bytesOfToken(token) ?? utf8.encode(token), { stream: true })
      if (text !== '') emit(text)
    },
    end: emit => {
      const text = decoder.decode()
      if (text !== '') emit(text)
    },
  }
}

/** `<0xE4>` and the like: a run of them is the text that its bytes spell, or as many U+FFFD as it has bytes. */
export function byteFallback(): DecoderStage {
  let run: number[] = []
  const flush = (emit: (text: string) => void) => {
    if (run.length === 0) return
    try {
      emit(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(run)))
    } catch {
      emit('\ufffd'.repeat(run.length))
    }
    run = []
  }
  return {
    push: (token, emit) => {
      const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token)
      if (byte) {
        run.push(Number.parseInt(byte[1]!, 16))
        return
      }
      flush(emit)
      emit(token)
    },
    end: flush,
  }
}
