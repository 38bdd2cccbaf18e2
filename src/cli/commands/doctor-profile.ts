import type { ProfileGroup } from '../../train/index.ts'
import { type Context, painter } from '../context.ts'
import { interruptible } from '../interrupt.ts'
import { progressLine } from '../progress-line.ts'
import { namedRecipe } from '../recipe-file.ts'
import { table } from '../table.ts'

export interface ProfileFlags {
  /** Name or path of a recipe, or a run; `true` where none was given. */
  readonly profile: string | true
  readonly stage?: string
  readonly set?: readonly string[]
  readonly threads?: number
}

/** Steps that are measured. */
const steps = 5

/** The recipe of those who name none. */
const ownRecipe = 'tutor'

/** What is shown of each grouping: the rest is small, and `--json` has it. */
const shown = 16

/** Where the time of a training step goes, by operator, by part of the model and by layer. */
export async function profile(context: Context, flags: ProfileFlags): Promise<void> {
  const { text, numbers, print } = context
  const words = text.doctor.profile
  const { recipe } = await namedRecipe(flags.profile === true ? ownRecipe : flags.profile, flags.set ?? [], text)
  const { profileStage } = await import('../../pipeline/index.ts')
  const progress = progressLine(context)
  progress.show(text.doctor.measuring)
  const threads = flags.threads === undefined ? {} : { threads: flags.threads }
  const found = await interruptible(context, signal =>
    profileStage(recipe, flags.stage, { ...threads, steps, signal }),
  ).finally(() => progress.clear())
  if (context.json) return print(JSON.stringify({ recipe: recipe.name, ...found }))

  const paint = painter(context.stdout, context.env)
  const milliseconds = (seconds: number) => (seconds * 1000).toFixed(2)
  print(words.step(recipe.name, found.stage, milliseconds(found.seconds), found.steps))
  print(words.shares(numbers.percent(found.productShare), numbers.percent(found.betweenSeconds / found.seconds)))
  const nameOf = (name: string) => name.replace(/^gradient of (.*)/, (_, part: string) => words.gradientOf(part))
  const sections: readonly (readonly [string, readonly ProfileGroup[]])[] = [
    [words.operator, found.operators],
    [words.part, found.parts],
    [words.layer, found.layers],
  ]
  for (const [title, groups] of sections) {
    const rows = groups
      .slice(0, shown)
      .map(({ name, count, seconds, share, gigaflops }) => [
        nameOf(name),
        numbers.whole(count),
        milliseconds(seconds),
        numbers.percent(share, 1),
        gigaflops === undefined ? '' : numbers.whole(gigaflops),
      ])
    const head = [title, words.count, words.milliseconds, words.share, words.rate]
    const [first, ...lines] = table([head, ...rows], ['left', 'right', 'right', 'right', 'right'])
    print('')
    print(paint('bold', first!))
    for (const line of lines) print(line)
  }
}
