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

const muon = z.strictObject({
  kind: z.literal('muon'),
  learningRate: about(rate.default(0.02), 'Rate of Muon, for the matrices.', 'Muon 的学习率，用于矩阵。'),
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
  momentum: about(share.default(0.95), 'Momentum of Muon.', 'Muon 的动量。'),
  weightDecay: about(z.number().min(0).default(0), 'Decoupled weight decay of the matrices.', '矩阵的解耦权重衰减。'),
})

const adamw = z.strictObject({
  kind: z.literal('adamw'),
  learningRate: about(rate.default(0.003), 'Rate for all parameters.', '所有参数的学习率。'),
  beta1: about(share.default(0.9), 'Decay of the first moment.', '一阶矩衰减。'),
  beta2: about(share.default(0.95), 'Decay of the second moment.', '二阶矩衰减。'),
  epsilon: about(rate.default(1e-8), 'Added to the root of the second moment.', '加在二阶矩平方根上的小量。'),
  weightDecay: about(z.number().min(0).default(0.1), 'Decoupled weight decay of the matrices.', '矩阵的解耦权重衰减。'),
})

/** Keys that every training stage has. */
const training = {
  tokenizer: about(name.default('tokenizer'), 'Name of the tokenizer stage.', '分词器阶段名。'),
  optimizer: about(
    z.discriminatedUnion('kind', [muon, adamw]).prefault({ kind: 'muon' }),
    'Optimizer and its learning rates, at the peak of the schedule.',
    '优化器及其（峰值）学习率。',
  ),
  schedule: about(
    z.enum(['constant', 'linear', 'cosine', 'warmupStableDecay']).default('warmupStableDecay'),
    'How the rates go down after the warm-up.',
    '预热之后学习率如何下降。',
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
  steps: about(count.optional(), 'Optimizer steps. Either this or tokens.', '优化步数；与 tokens 二选一。'),
  tokens: about(
    count.optional(),
    'Positions to train on, padding included. Either this or steps.',
    '训练的位置总数（含填充）；与 steps 二选一。',
  ),
  batchSize: about(count.default(16), 'Rows per step.', '每步的行数。'),
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
