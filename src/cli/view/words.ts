import type { Messages } from '../messages/english.ts'
import type { NumberFormats } from '../numbers.ts'
import type { StageLine, TrainingLine, ViewState } from './state.ts'
import { oneLine } from './width.ts'

/** What the words of a view are made with. */
export interface Words {
  readonly text: Messages
  readonly numbers: NumberFormats
}

/** `collecting 1,200/4,000` */
export function workWords(work: NonNullable<ViewState['work']>, { text, numbers }: Words): string {
  const activities: Readonly<Record<string, string>> = text.view.activities
  const name = activities[work.activity] ?? work.activity
  const total = work.total === undefined ? '' : `/${numbers.whole(work.total)}`
  return `${name} ${numbers.whole(work.done)}${total}`
}

/** Where a training is, and how it does. */
export function trainingWords(training: TrainingLine, { text, numbers }: Words): { where: string[]; how: string[] } {
  const { view } = text
  const { step, steps, loss, validation, tokensPerSecond, secondsLeft } = training
  const isEstimated = Number.isFinite(secondsLeft) && secondsLeft > 0
  return {
    where: [
      view.step(numbers.whole(step), numbers.whole(steps)),
      ...(isEstimated ? [view.left(view.duration(secondsLeft))] : []),
    ],
    how: [
      ...(loss === undefined ? [] : [view.loss(numbers.precise(loss))]),
      ...(validation === undefined ? [] : [view.validation(numbers.precise(validation))]),
      ...(tokensPerSecond > 0 ? [view.speed(numbers.short(tokensPerSecond))] : []),
    ],
  }
}

/** A warning where a training went on in another environment than it was begun in; nothing otherwise. */
export function changesWords(changes: ViewState['changes'], { text }: Words): string[] {
  if (changes === undefined || changes.length === 0) return []
  return [text.view.changed(changes.map(({ name, before, now }) => `${name} ${before} → ${now}`).join(', '))]
}

/** Keys of a stage's summary that a line shows as they are, when they are numbers. */
const shownCounts = ['train', 'conversations', 'questions', 'vocabularySize'] as const

/** What a finished stage reports, in a few words: losses and tokens of a training, counts of the others. */
export function summaryWords(stage: Pick<StageLine, 'summary'>, { text, numbers }: Words): string[] {
  const summary = stage.summary ?? {}
  const number = (key: string) => (typeof summary[key] === 'number' ? (summary[key] as number) : undefined)
  const loss = number('loss')
  const validation = number('validationLoss')
  const tokens = number('tokens')
  const counts = shownCounts.flatMap(key => {
    const count = loss === undefined ? number(key) : undefined
    return count === undefined ? [] : [text.view.counted[key](numbers.whole(count))]
  })
  const rejected = Object.values(summary.rejected ?? {}).reduce((sum: number, count) => sum + Number(count), 0)
  return [
    ...counts,
    ...(rejected > 0 ? [text.view.counted.rejected(numbers.whole(rejected))] : []),
    ...(loss === undefined ? [] : [text.view.loss(numbers.precise(loss))]),
    ...(validation === undefined || Number.isNaN(validation)
      ? []
      : [text.view.validation(numbers.precise(validation))]),
    ...(tokens === undefined ? [] : [text.view.tokens(numbers.short(tokens))]),
  ]
}

/** A sample as one line in two parts: the prompt, and what the model made of it. */
export function sampleWords({ prompt, text }: { prompt: string; text: string }): [prompt: string, written: string] {
  const written = text.startsWith(prompt) ? text.slice(prompt.length) : text // a continuation repeats its prompt
  return [oneLine(prompt), oneLine(written)]
}
