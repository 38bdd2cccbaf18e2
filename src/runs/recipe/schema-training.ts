import { z } from 'zod'
import { about, count, name, rate, share } from './schema-values.ts'

const model = z.strictObject({
  style: about(z.enum(['qwen3', 'llama', 'gpt2']).default('qwen3'), 'Architecture.', '架构。'),
  layers: about(count.default(4), 'Number of blocks.', '层数。'),
  width: about(count.default(192), 'Width of the residual stream (hidden_size).', '残差流宽度（hidden_size）。'),
  heads: about(count.default(3), 'Query heads per layer.', '每层查询头数。'),
  keyValueHeads: about(
    count.optional(),
    'Key and value heads; fewer than heads shares them.',
    '键值头数；少于查询头则共享。',
  ),
  headWidth: about(
    count.optional(),
    'Width of one head; width / heads unless given.',
    '每个头的宽度；默认 width / heads。',
  ),
  hiddenWidth: about(count.optional(), 'Width inside the feed-forward block.', '前馈层内部宽度。'),
  tieEmbeddings: about(
    z.boolean().default(false),
    'Whether the head shares the embedding.',
    '输出头是否与词嵌入共享。',
  ),
  ropeTheta: about(rate.default(10_000), 'Base of the rotary frequencies.', '旋转位置编码的底数。'),
})

/** The roles of parameters, as `nn` names them. */
const role = z.enum(['matrix', 'embedding', 'head', 'norm', 'bias'])

const weightDecay = (fallback: number) =>
  about(
    z.number().min(0).default(fallback),
    'Decoupled weight decay, per unit of learning rate; in muon of the matrices.',
    '解耦权重衰减（乘以学习率）；muon 中只用于矩阵。',
  )

const decayed = about(
  z.array(role).default(['matrix', 'embedding', 'head']),
  'Which parameters are decayed, by their role: matrix, embedding, head, norm, bias.',
  '哪些参数参与权重衰减（按角色）：matrix、embedding、head、norm、bias。',
)

const learningRate = (fallback: number) =>
  about(
    rate.default(fallback),
    'Rate at the peak of the schedule, for all parameters; in muon for the matrices.',
    '学习率峰值，用于所有参数；muon 中用于矩阵。',
  )

const momentum = (fallback: number) =>
  about(share.default(fallback), 'What is left of the last direction at each step.', '动量：每步保留上一方向的比例。')

const muon = z.strictObject({
  kind: z.literal('muon'),
  learningRate: learningRate(0.02),
  embeddingLearningRate: about(
    rate.default(0.009),
    'Rate of AdamW for embeddings, norms and biases.',
    'AdamW 的学习率，用于词嵌入、归一化与偏置。',
  ),
  headLearningRate: about(
    rate.default(0.003),
    'Rate of AdamW for an untied head.',
    'AdamW 的学习率，用于独立的输出头。',
  ),
  momentum: momentum(0.95),
  weightDecay: weightDecay(0),
})

const adamw = z.strictObject({
  kind: z.literal('adamw'),
  learningRate: learningRate(0.003),
  beta1: about(
    share.default(0.9),
    'Decay of the first moment; in lion the share of momentum in a step.',
    '一阶矩衰减；lion 中为动量在更新方向中的比例。',
  ),
  beta2: about(
    share.default(0.95),
    'Decay of the second moment; in lion of the momentum.',
    '二阶矩衰减；lion 中为动量的衰减。',
  ),
  epsilon: about(rate.default(1e-8), 'Added to the root of the second moment.', '加在二阶矩平方根上的小量。'),
  weightDecay: weightDecay(0.1),
  decayed,
})

const sgd = z.strictObject({
  kind: z.literal('sgd'),
  learningRate: learningRate(0.1),
  momentum: momentum(0.9),
  nesterov: about(
    z.boolean().default(false),
    "Nesterov's form: steps along the direction as the next step will have it.",
    'Nesterov 形式：沿下一步将有的方向更新。',
  ),
  weightDecay: weightDecay(0),
  decayed,
})

const lion = z.strictObject({
  kind: z.literal('lion'),
  learningRate: learningRate(3e-4),
  beta1: about(share.default(0.9), 'Share of momentum in a step.', '动量在更新方向中的比例。'),
  beta2: about(share.gt(0).default(0.99), 'Decay of the momentum.', '动量的衰减。'),
  weightDecay: weightDecay(1),
  decayed,
})

const ema = z.strictObject({
  decay: about(
    share.default(0.999),
    'What is left of the average at each step; less in the first steps.',
    '每步保留旧平均值的比例；最初几步较小。',
  ),
  use: about(
    z.enum(['average', 'last']).default('average'),
    'Which weights are validated and make the model of the stage: the average or the last ones.',
    '验证与最终模型采用哪组权重：滑动平均（average）或最后一步（last）。',
  ),
})

/** Keys that every training stage has. */
const training = {
  tokenizer: about(name.default('tokenizer'), 'Name of the tokenizer stage.', '分词器阶段名。'),
  optimizer: about(
    z.discriminatedUnion('kind', [muon, adamw, sgd, lion]).prefault({ kind: 'muon' }),
    'Optimizer and its learning rates, at the peak of the schedule.',
    '优化器及其（峰值）学习率。',
  ),
  schedule: about(
    z.enum(['constant', 'linear', 'cosine', 'warmupStableDecay']).default('warmupStableDecay'),
    'How the rates go on after the warm-up.',
    '预热之后学习率如何变化。',
  ),
  warmupFraction: about(
    share.default(0.02),
    'Share of the steps in which the rates rise.',
    '学习率上升阶段所占步数比例。',
  ),
  warmupSteps: about(
    z.int().min(0).optional(),
    'The same in steps; goes before warmupFraction.',
    '同上，以步数计；优先于 warmupFraction。',
  ),
  decayFraction: about(
    share.default(0.6),
    'Share of the steps, the last ones, in which warmupStableDecay falls to zero.',
    'warmupStableDecay 在最后多大比例的步数内降到零。',
  ),
  finalFraction: about(
    share.default(0),
    'Share of the rates that is left when all steps are done, with every schedule but constant.',
    '全部步数结束时剩余的学习率比例（constant 除外）。',
  ),
  steps: about(count.optional(), 'Optimizer steps. Either this or tokens.', '优化步数；与 tokens 二选一。'),
  tokens: about(
    count.optional(),
    'Positions to train on, padding included. Either this or steps.',
    '训练的位置总数（含填充）；与 steps 二选一。',
  ),
  batchSize: about(count.default(16), 'Rows per step.', '每步的行数。'),
  gradientAccumulation: about(
    count.default(1),
    'Micro-batches per step: the rows of a step are computed in so many equal parts, one after the other, in the memory of one.',
    '每步的微批数：把一步的行等分成若干份依次计算，只占一份的内存。',
  ),
  precision: about(
    z.enum(['float32', 'int8']).default('float32'),
    'In what the matrices of the blocks are multiplied; int8 rounds their operands to 8 bits at every step, weights and all else stay float32.',
    '各层矩阵乘法的精度；int8 在每一步把乘法的输入舍入到 8 位，权重与其余部分仍为 float32。',
  ),
  recompute: about(
    z.boolean().default(false),
    'Computes each layer a second time for the gradient instead of keeping what it computed: less memory, slower steps, the same result.',
    '求梯度时把每层重新计算一遍，而不保留中间结果：内存更少，每步更慢，结果相同。',
  ),
  zLoss: about(
    z.number().min(0).default(0),
    'Weight of the z-loss, the squared logarithm of the softmax denominator, in the training loss; 1e-4 keeps logits small.',
    'z-loss（softmax 分母对数的平方）在训练损失中的权重；1e-4 可抑制 logits 变大。',
  ),
  ema: about(
    ema.optional(),
    'Keeps an exponential moving average of the weights beside them; {} takes the defaults.',
    '另外维护一份权重的指数滑动平均；写 {} 即用默认值。',
  ),
  clip: about(
    z.number().min(0).default(1),
    'Largest global norm of the gradient; 0 turns clipping off.',
    '梯度全局范数上限；0 为不裁剪。',
  ),
  seed: about(
    z.int().min(0).optional(),
    "Seed of this stage; the recipe's unless given.",
    '本阶段的种子；默认用配方的。',
  ),
  evaluateEvery: about(count.default(100), 'Steps between two validations.', '两次验证之间的步数。'),
  evaluateBatches: about(count.default(8), 'Batches per validation.', '每次验证的批数。'),
  checkpointEvery: about(count.optional(), 'Steps between two checkpoints.', '两次检查点之间的步数。'),
  checkpointMinutes: about(rate.default(1), 'Minutes between two checkpoints.', '两次检查点之间的分钟数。'),
  sampleEvery: about(count.default(200), 'Steps between two samples.', '两次采样之间的步数。'),
  prompts: about(z.array(z.string()).default([]), 'What samples begin with, or answer.', '采样的开头或所回答的问题。'),
}

export const pretrainStage = about(
  z.strictObject({
    kind: z.literal('pretrain'),
    data: about(name.default('data'), 'Name of the documents stage.', '文档阶段名。'),
    model: about(model.prefault({}), 'Shape of the decoder.', '解码器的形状。'),
    contextLength: about(count.default(128), 'Tokens per row, and the longest context.', '每行词元数，即最长上下文。'),
    ...training,
  }),
  'Trains a decoder from nothing on the documents: next-token prediction.',
  '在文档上从零训练解码器：预测下一个词元。',
)

const replay = z.strictObject({
  stage: about(name.default('data'), 'Documents stage that is replayed.', '回放的文档阶段。'),
  share: about(share.default(0.25), 'Share of the rows that are replayed documents.', '回放文档所占的行数比例。'),
})

export const sftStage = about(
  z.strictObject({
    kind: z.literal('sft'),
    from: about(name.default('base'), 'Training stage to start from.', '从哪个训练阶段开始。'),
    data: about(name.default('conversations'), 'Name of the conversations stage.', '对话阶段名。'),
    contextLength: about(
      count.optional(),
      'Tokens per row; that of the stage before unless given.',
      '每行词元数；默认沿用前一训练阶段。',
    ),
    replay: about(
      replay.optional(),
      'Documents mixed in, so that what pretraining taught stays and can be asked for.',
      '混入的预训练文档，使预训练所学不致遗忘、且能被问出来。',
    ),
    turns: about(
      share.default(0.25),
      'Share of conversations that follow another one in the same talk, so that the model learns to answer again.',
      '接在另一段对话之后、构成多轮交谈的对话比例，使模型学会连续作答。',
    ),
    mix: about(
      z.record(z.string(), z.number().min(0)).default({}),
      'Weight of a kind of conversation against the others; 1 unless given.',
      '某类对话相对其他的权重；默认 1。',
    ),
    ...training,
  }),
  'Fine-tunes on conversations; only what the assistant writes counts in the loss.',
  '在对话上微调；只有助手所写计入损失。',
)
