import { saveModel } from '../checkpoints/index.ts'
import { modelOnDevice } from '../generate/index.ts'
import { decoderParameters } from '../models/index.ts'
import type { Run } from '../runs/index.ts'
import { type Device, openDevice } from '../runtime/index.ts'
import { saveTokenizer } from '../tokenizers/index.ts'
import { type DecoderTraining, type TrainingStart, trainDecoder } from '../train/index.ts'
import { currentEnvironment, type Environment, environmentChanges } from './environment.ts'
import { samples } from './samples.ts'
import { speedometer } from './speedometer.ts'
import type { TrainingContext } from './stage.ts'
import type { TrainingTokenizer } from './tokenizer.ts'

/** What is trained on what, beside what the recipe says. */
type TrainingParts = Pick<DecoderTraining, 'config' | 'rows' | 'start' | 'validationRows'>

/**
 * What `pretrain` and `sft` share: a device, the training itself, metrics, samples and progress, and at the end the
 * stage's folder as Hugging Face has it.
 */
export async function trainStage(
  context: TrainingContext,
  parts: TrainingParts,
  chat: TrainingTokenizer,
): Promise<Readonly<Record<string, unknown>>> {
  const { run, name, stage, seed, report, work, signal } = context
  const environment = await currentEnvironment(context.device)
  await using device = await openDevice({ device: context.device })
  await using model = modelOnDevice({ device, config: parts.config, tokenizer: chat })
  const meter = speedometer()
  const batchTokens = stage.batchSize * parts.rows.contextLength
  let start: TrainingStart = { step: 0, steps: 0, parameters: 0 }

  const events = trainDecoder({
    ...parts,
    device,
    stage,
    name,
    seed,
    checkpoints: checkpointsFolder(run),
    notes: { ...environment },
    ...(stage.prompts.length > 0 ? { sample: () => samples(model, stage.kind, stage.prompts) } : {}),
    beforeSave: run.flush,
    onStart: found => {
      start = found
      run.rewind(name, start.step)
      if (start.notes) resumed(context, start, start.notes, environment)
    },
    onReplay: (done, total) => work('replay', done, total),
    ...(signal ? { signal } : {}),
  })
  for await (const event of events) {
    if (event.type === 'step') {
      const { step, loss, gradientNorm, learningRate, seconds } = event
      meter.add(event.tokens, seconds)
      run.recordMetrics(name, step, { loss, gradientNorm, learningRate, seconds })
    }
    if (event.type === 'validation') run.recordMetrics(name, event.step, { validationLoss: event.loss })
    if (event.type === 'sample') run.recordSample(name, event)
    const tokensPerSecond = meter.rate()
    const secondsLeft = ((start.steps - event.step) * batchTokens) / tokensPerSecond
    report({ type: 'training', stage: name, steps: start.steps, tokensPerSecond, secondsLeft, event })
  }

  await saveStage(context.folder, device, parts.config, chat)
  // From run.db and not from the events: a stage that was killed while it saved its model has no step left.
  const [loss, validationLoss] = ['loss', 'validationLoss'].map(metric => run.metrics(name, metric).at(-1)?.value)
  const { steps, parameters } = start
  return { steps, tokens: steps * batchTokens, parameters, precision: stage.precision, loss, validationLoss }
}

/** Where the checkpoints of all training stages of a run are. */
export function checkpointsFolder(run: Run): string {
  return run.path('checkpoints')
}

/** Says where a training goes on; where it does so in another environment, also that its bits may differ. */
function resumed(
  { run, name, report }: TrainingContext,
  { step, steps }: TrainingStart,
  notes: Readonly<Record<string, string>>,
  environment: Environment,
): void {
  const changes = environmentChanges(notes, environment)
  if (changes.length > 0) run.recordEvent('environment', { step, changes }, name)
  report({ type: 'resumed', stage: name, step, steps, changes })
}

/** Writes the weights on the device as a folder that opens in `transformers`: tokenizer first, model last. */
async function saveStage(
  folder: string,
  device: Device,
  config: DecoderTraining['config'],
  { tokenizer, json, template }: TrainingTokenizer,
): Promise<void> {
  const parameters = await device.read(Object.keys(decoderParameters(config)))
  await saveTokenizer(folder, { json, template, contextLength: config.contextLength })
  const end = tokenizer.tokenId('<|end|>')!
  const padding = tokenizer.tokenId('<|endoftext|>')!
  await saveModel(folder, { config, parameters, generation: { stop: [end, padding], padding } })
}
