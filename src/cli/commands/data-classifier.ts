import type { Command } from 'commander'
import type { Example, Scored } from '../../data/index.ts'
import { InstarError, usageError } from '../../errors/index.ts'
import type { Context } from '../context.ts'
import { interruptible } from '../interrupt.ts'
import { countFlag, repeated, shareFlag } from '../options.ts'
import type { AddCommand } from '../program.ts'
import { progressLine } from '../progress-line.ts'
import { table } from '../table.ts'

interface ExampleFlags {
  readonly good: readonly string[]
  readonly bad: readonly string[]
  readonly text?: readonly string[]
  readonly limit?: number
}

interface TrainFlags extends ExampleFlags {
  readonly out: string
  readonly heldOut: number
}

/** `data classifier train` and `data classifier test`. */
export const addClassifier: AddCommand = (parent, { text, contextOf }) => {
  const { commands, options, arguments: names } = text.help
  const classifier = parent.command('classifier').description(commands.dataClassifier)
  const shared = (command: Command) =>
    command
      .requiredOption('--good <source...>', options.goodExamples)
      .requiredOption('--bad <source...>', options.badExamples)
      .option('--text <field>', options.textField, repeated)
      .option('--limit <count>', options.examplesLimit, countFlag(text))
  shared(classifier.command('train').description(commands.dataClassifierTrain))
    .requiredOption('--out <file>', options.classifierOut)
    .option('--held-out <share>', options.heldOut, shareFlag(text), 0.1)
    .action((flags: TrainFlags, command: Command) => train(contextOf(command), flags))
  shared(
    classifier.command('test').description(commands.dataClassifierTest).argument('<FILE>', names.classifier),
  ).action((file: string, flags: ExampleFlags, command: Command) => measure(contextOf(command), file, flags))
}

async function train(context: Context, flags: TrainFlags): Promise<void> {
  const { text, numbers } = context
  const { openClassifier, rounded, saveClassifier, splitByDocument, trainClassifier } = await import(
    '../../data/index.ts'
  )
  const progress = progressLine(context)
  const result = await interruptible(context, async signal => {
    const examples = await readExamples(context, flags, signal)
    const isHeldOut = ({ id }: LabelledText) => splitByDocument(id, flags.heldOut) === 'validation'
    const [learnt, heldOut] = [examples.filter(one => !isHeldOut(one)), examples.filter(isHeldOut)]
    const trained = countsOf(learnt)
    if (trained.good === 0 || trained.bad === 0) throw usageError(text.classifier.oneKind(trained.good, trained.bad))
    const onProgress = ({ done, of }: { done: number; of: number }) =>
      progress.show(text.classifier.training(numbers.percent(done / of)))
    const classifier = rounded(await trainClassifier(learnt, { signal, onProgress }))
    const { score } = openClassifier(classifier)
    const scored = heldOut.map(({ text, good }) => ({ score: score(text), good }))
    await saveClassifier(flags.out, classifier, trained)
    return { trained, scored }
  }).finally(progress.clear)
  const { trained, scored } = result
  if (!context.json)
    context.print(text.classifier.trained(numbers.whole(trained.good), numbers.whole(trained.bad), flags.out))
  await report(context, scored, { file: flags.out, trained })
}

async function measure(context: Context, file: string, flags: ExampleFlags): Promise<void> {
  const { loadClassifier } = await import('../../data/index.ts')
  const { score } = await loadClassifier(file)
  const examples = await interruptible(context, signal => readExamples(context, flags, signal))
  await report(
    context,
    examples.map(({ text, good }) => ({ score: score(text), good })),
    { file },
  )
}

const thresholds = [0.1, 0.3, 0.5, 0.7, 0.9] as const

/** What the classifier made of texts that it was not trained on. */
async function report(context: Context, scored: readonly Scored[], facts: object): Promise<void> {
  const { text, numbers, print } = context
  const { atThresholds, rocAuc } = await import('../../data/index.ts')
  const tested = countsOf(scored)
  const measurable = tested.good > 0 && tested.bad > 0
  const auc = measurable ? rocAuc(scored) : null
  const results = measurable ? atThresholds(scored, thresholds) : []
  if (context.json) return print(JSON.stringify({ ...facts, tested, rocAuc: auc, thresholds: results }))
  if (auc === null) return print(text.classifier.untested)
  print(text.classifier.tested(numbers.whole(tested.good), numbers.whole(tested.bad), auc.toFixed(4)))
  const rows = results.map(({ threshold, goodKept, badDropped }) => [
    String(threshold),
    numbers.percent(goodKept),
    numbers.percent(badDropped),
  ])
  const head = [text.classifier.threshold, text.classifier.goodKept, text.classifier.badDropped]
  for (const line of table([head, ...rows], ['right', 'right', 'right'])) print(line)
}

interface LabelledText extends Example {
  readonly id: string
}

async function readExamples(context: Context, flags: ExampleFlags, signal: AbortSignal): Promise<LabelledText[]> {
  const { openSource } = await import('../../data/index.ts')
  const examples: LabelledText[] = []
  for (const good of [true, false])
    for (const uri of good ? flags.good : flags.bad) {
      const source = { uri, text: flags.text, limit: flags.limit }
      for await (const { id, text } of openSource(source, { baseFolder: '.', signal, onSkipped: () => {} }))
        examples.push({ id, text: text.slice(0, longestExample), good })
    }
  if (examples.length === 0)
    throw new InstarError(context.text.errors.noDocuments([...flags.good, ...flags.bad].join(', ')))
  return examples
}

/** So many characters of an example are read: some books should not outweigh everything else. */
const longestExample = 10_000

function countsOf(examples: readonly { readonly good: boolean }[]): { good: number; bad: number } {
  const good = examples.filter(one => one.good).length
  return { good, bad: examples.length - good }
}
