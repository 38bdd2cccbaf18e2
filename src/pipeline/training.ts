import { availableParallelism } from 'node:os'
import { saveModel } from '../checkpoints/index.ts'
import { modelOnDevice } from '../generate/index.ts'
import { decoderParameters } from '../models/index.ts'
import type { ParameterValue } from '../nn/index.ts'
import type { StageOf } from '../runs/index.ts'
import { openDevice } from '../runtime/index.ts'
import { type ChatTokenizer, saveTokenizer } from '../tokenizers/index.ts'
import { type DecoderTraining, removeCheckpoints, trainDecoder } from '../train/index.ts'
import { samples } from './samples.ts'
import type { StageContext } from './stage.ts'

/** Seconds over which the shown speed is averaged. */
const speedWindow = 5

/** A context of either kind of training. */
type TrainingContext = Omit<StageContext<'pretrain'>, 'stage'> & { readonly stage: StageOf<'pretrain' | 'sft'> }

/**
 * What `pretrain` and `sft` share: a device, the training itself, metrics, samples and progress, and at the end the
 * stage's folder as Hugging Face has it.
 */
export async function trainStage(
  context: TrainingContext,
  training: Pick<DecoderTraining, 'config' | 'rows' | 'start' | 'validationRows'>,
  chat: ChatTokenizer & { readonly template: string },
): Promise<Readonly<Record<string, unknown>>> {
  const { run, name, stage, seed, report, signal } = context
  const checkpoints = run.path('checkpoints')
  await using device = await openDevice()
  await using model = modelOnDevice({ device, config: training.config, tokenizer: chat })
  const meter = speedometer()
  let steps = 0
  let parameters = 0
  let loss = Number.NaN
  let validation = Number.NaN
  let tokens = 0

  for await (const event of trainDecoder({
    ...training,
    device,
    stage,
    name,
    seed,
    checkpoints,
    notes: { instar: String(run.recipe.run?.instar ?? ''), threads: String(availableParallelism()) },
    ...(stage.prompts.length > 0 ? { sample: () => samples(model, stage.kind, stage.prompts) } : {}),
    beforeSave: run.flush,
    onStart: start => {
      steps = start.steps
      parameters = start.parameters
      run.rewind(name, start.step)
      tokens = start.step * stage.batchSize * training.rows.contextLength
      if (start.step > 0) report({ type: 'resumed', stage: name, step: start.step, steps })
    },
    ...(signal ? { signal } : {}),
  })) {
    if (event.type === 'step') {
      loss = event.loss
      tokens += event.tokens
      meter.add(event.tokens, event.seconds)
      const { gradientNorm, learningRate, seconds } = event
      run.recordMetrics(name, event.step, { loss, gradientNorm, learningRate, seconds })
    }
    if (event.type === 'validation') {
      validation = event.loss
      run.recordMetrics(name, event.step, { validationLoss: event.loss })
    }
    if (event.type === 'sample') run.recordSample(name, event)
    const tokensPerSecond = meter.rate()
    const positionsLeft = steps * stage.batchSize * training.rows.contextLength - tokens
    report({
      type: 'training',
      stage: name,
      steps,
      tokensPerSecond,
      secondsLeft: positionsLeft / tokensPerSecond,
      event,
    })
  }

  const values = await device.read(Object.keys(decoderParameters(training.config)))
  const { config } = training
  const { tokenizer, json, template } = chat
  await saveTokenizer(context.folder, { json, template, contextLength: config.contextLength })
  const end = tokenizer.tokenId('<|end|>')!
  const padding = tokenizer.tokenId('<|endoftext|>')!
  await saveModel(context.folder, {
    config,
    parameters: values as Record<string, ParameterValue>, // state is float32 throughout
    generation: { stop: [end, padding], padding },
  })
  run.flush()
  await removeCheckpoints(checkpoints, name)
  return { steps, tokens, parameters, loss, validationLoss: validation }
}

/** Positions per second over the last few seconds of training steps. */
function speedometer(): { add(tokens: number, seconds: number): void; rate(): number } {
  const recent: { tokens: number; seconds: number }[] = []
  return {
    add: (tokens, seconds) => {
      recent.push({ tokens, seconds })
      let total = recent.reduce((sum, entry) => sum + entry.seconds, 0)
      while (recent.length > 1 && total > speedWindow) total -= recent.shift()!.seconds
    },
    rate: () => {
      const seconds = recent.reduce((sum, entry) => sum + entry.seconds, 0)
      return seconds === 0 ? 0 : recent.reduce((sum, entry) => sum + entry.tokens, 0) / seconds
    },
  }
}
