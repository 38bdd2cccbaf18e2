/**
 * A step of decoding, over a stream: takes tokens one by one and passes on text as soon as what follows cannot change
 * it. `end` passes on what was held back; after it the stage is as new.
 */
export interface DecoderStage {
  push(token: string, emit: (text: string) => void): void
  end(emit: (text: string) => void): void
}

/** A stage that looks at one token at a time. `first` tells the first of the stream from the others. */
export function eachToken(decode: (token: string, first: boolean) => string): () => DecoderStage {
  return () => {
    let first = true
    return {
      push: (token, emit) => {
        emit(decode(token, first))
        first = false
      },
      end: () => {
        first = true
      },
    }
  }
}

/** A stage that must see the whole text: what it emits comes at the end. */
export function wholeText(decode: (text: string) => string): () => DecoderStage {
  return () => {
    let text = ''
    return {
      push: token => {
        text += token
      },
      end: emit => {
        emit(decode(text))
        text = ''
      },
    }
  }
}

/** Stages one after the other. */
export function chain(stages: readonly DecoderStage[]): DecoderStage {
  const [first, ...rest] = stages
  if (!first) return { push: (token, emit) => emit(token), end: () => {} }
  if (rest.length === 0) return first
  const after = chain(rest)
  return {
    push: (token, emit) => first.push(token, text => after.push(text, emit)),
    end: emit => {
      first.end(text => after.push(text, emit))
      after.end(emit)
    },
  }
}
