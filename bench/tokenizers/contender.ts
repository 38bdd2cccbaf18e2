import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Somebody who encodes texts. */
export interface Contender {
  readonly name: string
  /** Encodes on one thread; cold, with a tokenizer that has seen no text. Seconds are of processor time. */
  encode(text: Text, cold: boolean): Promise<Measured>
}

/** A text by name and length in UTF-16 units. */
export interface Text {
  readonly name: string
  readonly text: string
}

export interface Measured {
  readonly seconds: number
  readonly tokens: number
}

/** A contender in this process. `fresh` makes a tokenizer that has seen no text, and is not measured. */
export function contender(name: string, fresh: () => (text: string) => number): Contender {
  const warm = fresh()
  return {
    name,
    encode: async ({ text }, cold) => {
      const encode = cold ? fresh() : warm
      if (cold) {
        collectGarbage() // that of making it is not its encoding
        await setTimeout(200)
      }
      const before = process.cpuUsage()
      const tokens = encode(text)
      const { user, system } = process.cpuUsage(before)
      return { seconds: (user + system) / 1e6, tokens }
    },
  }
}
