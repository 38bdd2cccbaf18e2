/**
 * Trains one model twice from the same weights on the same batches of characters, its products in float32 and in int8,
 * and writes down both validation curves (measured in float32) and step times, taken in alternating blocks.
 *
 *     node bench/precision/main.ts --texts books.jsonl.gz ... [--shape 10.8M] [--steps 700] [--minutes 60] [--threads N]
 *         [--folder bench-precision]
 *
 * The last of the documents ("text" per line) are held out. Stops after so many minutes; started again, it goes on.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { InstarError, usageError } from '../../src/errors/index.ts'
import { writeWhole } from '../../src/files/index.ts'
import { type Precision, parameterCount } from '../../src/nn/index.ts'
import { cosine } from '../../src/optim/index.ts'
import { engineVersion } from '../../src/runtime/index.ts'
import { latestCheckpoint, saveCheckpoint } from '../../src/train/index.ts'
import { trainingShapes } from '../train/shapes.ts'
import { type Characters, characters } from './characters.ts'
import { openTrainee, settings, type Trainee } from './trainee.ts'

const { values } = parseArgs({
  options: {
    texts: { type: 'string', multiple: true, default: [] },
    shape: { type: 'string', default: '10.8M' },
    steps: { type: 'string', default: '700' },
    minutes: { type: 'string', default: '60' },
    threads: { type: 'string', default: String(availableParallelism()) },
    folder: { type: 'string', default: 'bench-precision' },
  },
})
const shape = trainingShapes.find(({ name }) => name === values.shape)
if (shape === undefined || values.texts.length === 0)
  throw usageError(`Expected --texts and a shape of ${trainingShapes.map(({ name }) => name).join(', ')}`)
const [steps, threads] = [Number(values.steps), Number(values.threads)]
const deadline = Date.now() + 60_000 * Number(values.minutes)
const precisions: readonly Precision[] = ['float32', 'int8']
const say = (line: string) => process.stderr.write(`${line}\n`)

/** Steps between two validations, and in one block of the alternation. */
const [every, blockSteps] = [50, 10]
const [validationBatches, lastValidationBatches] = [8, 64]
/** Threads of the side that has just stopped still spin for a moment. */
const restMilliseconds = 100

interface Curve {
  readonly training: { step: number; loss: number }[]
  readonly validation: { step: number; loss: number }[]
  readonly milliseconds: number[]
}
interface Progress {
  step: number
  readonly curves: Record<string, Curve>
}

const progressFile = join(values.folder, 'progress.json')
await mkdir(values.folder, { recursive: true })
const progress: Progress = await readFile(progressFile, 'utf8').then(JSON.parse, () => ({
  step: 0,
  curves: Object.fromEntries(precisions.map(name => [name, { training: [], validation: [], milliseconds: [] }])),
}))

const text: Characters = await characters(values.texts, shape.config.vocabularySize)
const trainees: Trainee[] = []
for (const precision of precisions) {
  const checkpoint = await latestCheckpoint(values.folder, precision)
  if ((checkpoint?.step ?? 0) !== progress.step)
    throw new InstarError(`Expected ${precision} at step ${progress.step}, found it at ${checkpoint?.step ?? 0}`)
  trainees.push(await openTrainee(shape, precision, threads, checkpoint?.state))
}

const schedule = cosine({ steps, warmupSteps: settings.warmupSteps, finalFactor: 0.1 })

async function validate(batches: number): Promise<void> {
  for (const { precision, loss } of trainees) {
    let sum = 0
    for (let batch = 0; batch < batches; batch++) sum += await loss(text.heldOut(batch, shape!))
    progress.curves[precision]!.validation.push({ step: progress.step, loss: sum / batches })
  }
  say(`step ${progress.step}: ${precisions.map(name => progress.curves[name]!.validation.at(-1)!.loss.toFixed(4))}`)
}

if (progress.step === 0) await validate(validationBatches)
while (progress.step < steps && Date.now() < deadline) {
  for (const { precision, step } of trainees) {
    await rest(restMilliseconds)
    const { training, milliseconds } = progress.curves[precision]!
    let sum = 0
    for (let i = progress.step; i < progress.step + blockSteps; i++) {
      const batch = text.training(i, shape)
      const start = performance.now()
      sum += await step(batch, schedule(i))
      milliseconds.push(performance.now() - start)
    }
    training.push({ step: progress.step + blockSteps, loss: sum / blockSteps })
  }
  progress.step += blockSteps
  if (progress.step === steps) await validate(lastValidationBatches)
  else if (progress.step % every === 0) await validate(validationBatches)
}

for (const { precision, state, close } of trainees) {
  await saveCheckpoint(values.folder, precision, { step: progress.step, state: await state(), notes: {} })
  await close()
}
await writeWhole(progressFile, JSON.stringify(progress))

const quantile = (numbers: readonly number[], q: number) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(q * (numbers.length - 1))]!
const [wide, narrow] = precisions.map(name => progress.curves[name]!) as [Curve, Curve]
const [last, lastInt8] = [wide.validation.at(-1)!, narrow.validation.at(-1)!]
const result = {
  bench: 'precision',
  date: new Date().toISOString(),
  machine: { processor: cpus()[0]?.model, cores: availableParallelism(), threads },
  versions: { node: process.version, onnxruntime: engineVersion() },
  shape: shape.name,
  parameters: parameterCount(trainees[0]!.specs),
  settings,
  steps: { done: progress.step, planned: steps },
  tokens: progress.step * shape.batch * shape.config.contextLength,
  heldOutTokens: { lastValidation: lastValidationBatches * shape.batch * shape.config.contextLength },
  rows: precisions.map(name => {
    const { training, validation, milliseconds } = progress.curves[name]!
    const times = { p10: quantile(milliseconds, 0.1), median: quantile(milliseconds, 0.5) }
    return { precision: name, milliseconds: times, training, validation }
  }),
  ratio: {
    p10: quantile(narrow.milliseconds, 0.1) / quantile(wide.milliseconds, 0.1),
    median: quantile(narrow.milliseconds, 0.5) / quantile(wide.milliseconds, 0.5),
    validationLoss: lastInt8.loss / last.loss,
  },
}
const file = `../results/precision-${shape.name}-${result.date.slice(0, 10)}.json`
await writeWhole(fileURLToPath(new URL(file, import.meta.url)), `${JSON.stringify(result)}\n`)
say(JSON.stringify({ ...result, rows: undefined }))
