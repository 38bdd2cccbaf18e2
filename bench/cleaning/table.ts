import { type Arm, arms as allArms } from './arms.ts'
import type { Preparation } from './prepare.ts'
import type { TrainingResult } from './train.ts'

export interface CleaningResults extends Preparation {
  readonly bench: 'cleaning'
  readonly date: string
  readonly machine: { readonly processor: string | undefined; readonly cores: number }
  readonly versions: Readonly<Record<string, string>>
  readonly trainings: readonly TrainingResult[]
}

/** Held-out texts as the tables have them. */
export const sets = ['pages, en', 'pages, zh', 'prose, en', 'prose, zh'] as const
export type HeldOutSet = (typeof sets)[number]

/** Bits per byte on a set, of each seed. */
export function bitsOf({ trainings }: CleaningResults, arm: Arm, set: HeldOutSet): number[] {
  return trainings
    .filter(training => training.arm === arm)
    .flatMap(({ scores }) => {
      const own = scores.filter(score => `${score.set}, ${score.language}` === set)
      return own.length === 0 ? [] : [bitsPerByteOf(own)]
    })
}

function bitsPerByteOf(scores: readonly { nats: number; bytes: number }[]): number {
  const [nats, bytes] = [scores.reduce((sum, { nats }) => sum + nats, 0), scores.reduce((sum, s) => sum + s.bytes, 0)]
  return nats / Math.LN2 / bytes
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The tables of the guide: bits per byte by arm, by origin, and what is in each corpus. */
export function table(results: CleaningResults): string {
  const { corpora, trainings, decontamination, heldOut } = results
  const shown = (values: readonly number[]) =>
    values.length === 0
      ? ''
      : `${mean(values).toFixed(3)} (${Math.min(...values).toFixed(3)}–${Math.max(...values).toFixed(3)})`
  const arms = allArms.filter(arm => corpora[arm])
  const lines = [`| | documents | MB | ${sets.join(' | ')} |`, `|---|---|---|${sets.map(() => '---|').join('')}`]
  for (const arm of arms) {
    const { documents, bytes } = corpora[arm]
    const bits = sets.map(set => shown(bitsOf(results, arm, set)))
    lines.push(`| ${arm} | ${documents.toLocaleString('en')} | ${(bytes / 1e6).toFixed(1)} | ${bits.join(' | ')} |`)
  }
  const origins = [...new Set(trainings[0]?.scores.map(({ set, origin }) => `${set} ${origin}`))]
  lines.push('', `| by origin | ${origins.join(' | ')} | epochs | bytes/token |`)
  lines.push(`|---|${origins.map(() => '---|').join('')}---|---|`)
  for (const arm of arms) {
    const own = trainings.filter(training => training.arm === arm)
    const byOrigin = origins.map(origin =>
      mean(own.map(({ scores }) => bitsPerByteOf(scores.filter(score => `${score.set} ${score.origin}` === origin)))),
    )
    const epochs = mean(own.map(({ epochs }) => epochs)).toFixed(2)
    const worth = mean(own.map(({ bytesPerToken }) => bytesPerToken)).toFixed(2)
    lines.push(`| ${arm} | ${byOrigin.map(bits => bits.toFixed(3)).join(' | ')} | ${epochs} | ${worth} |`)
  }
  const inCorpora = Object.keys(corpora.html.shares)
  lines.push('', `| shares of bytes | ${inCorpora.join(' | ')} |`, `|---|${inCorpora.map(() => '---|').join('')}`)
  for (const arm of arms) {
    const shares = inCorpora.map(origin => `${(100 * (corpora[arm].shares[origin] ?? 0)).toFixed(1)} %`)
    lines.push(`| ${arm} | ${shares.join(' | ')} |`)
  }
  lines.push(
    '',
    `held-out bytes: ${JSON.stringify(heldOut)}`,
    `decontamination: ${JSON.stringify(decontamination)}`,
    '',
  )
  return lines.join('\n')
}
