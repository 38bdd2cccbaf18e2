import { adamw, lion, muon, type Optimizer, sgd } from '../optim/index.ts'
import type { StageOf } from '../runs/index.ts'

type Chosen = StageOf<'pretrain' | 'sft'>['optimizer']

const optimizers: { readonly [K in Chosen['kind']]: (chosen: Extract<Chosen, { kind: K }>) => Optimizer } = {
  adamw,
  sgd,
  lion,
  muon: ({ learningRate, momentum, weightDecay, embeddingLearningRate, headLearningRate }) =>
    muon({
      learningRate,
      momentum,
      weightDecay,
      adamw: { learningRate: { default: embeddingLearningRate, head: headLearningRate } },
    }),
}

/** The optimizer that a training stage of a recipe asks for. */
export function optimizerOf<K extends Chosen['kind']>({
  optimizer,
}: {
  readonly optimizer: Extract<Chosen, { kind: K }>
}): Optimizer {
  return optimizers[optimizer.kind as K](optimizer)
}
