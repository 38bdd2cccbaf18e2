/** Seconds over which the shown speed is averaged. */
const window = 5

/** Positions per second over the last few seconds of training steps. */
export interface Speedometer {
  add(tokens: number, seconds: number): void
  rate(): number
}

export function speedometer(): Speedometer {
  const recent: { tokens: number; seconds: number }[] = []
  const total = (key: 'tokens' | 'seconds') => recent.reduce((sum, entry) => sum + entry[key], 0)
  return {
    add: (tokens, seconds) => {
      recent.push({ tokens, seconds })
      while (recent.length > 1 && total('seconds') - recent[0]!.seconds >= window) recent.shift()
    },
    rate: () => (recent.length === 0 ? 0 : total('tokens') / total('seconds')),
  }
}
