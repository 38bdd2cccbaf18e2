import { z } from 'zod'
import { conversationsStage, documentsStage } from './schema-data.ts'
import { pretrainStage, sftStage } from './schema-training.ts'
import { about, count, name } from './schema-values.ts'

const tokenizerStage = about(
  z.strictObject({
    kind: z.literal('tokenizer'),
    from: about(
      z.array(name).min(1).default(['data', 'conversations']),
      'Names of the stages whose texts the tokenizer learns from.',
      '分词器从哪些阶段的文本中学习（阶段名）。',
    ),
    vocabularySize: about(count.default(4096), 'Number of tokens, special tokens included.', '词表大小，含特殊词元。'),
    spacing: about(
      z.enum(['glued', 'apart']).default('glued'),
      '"glued": a space belongs to the word after it, as in GPT-2. "apart": words, spaces, digits and Chinese characters are tokens of their own, so a word has the same tokens everywhere.',
      '“glued”：空格并入其后的单词（同 GPT-2）；“apart”：单词、空格、数字、汉字各自成词元，同一个词在任何位置的词元都相同。',
    ),
    commonWords: about(
      z.int().min(0).default(0),
      'With spacing "apart": so many of the most frequent words keep the spaces beside them (and Chinese words their characters together), which saves tokens; all other words stay the same everywhere.',
      '用于 spacing “apart”：最常见的若干词连同两侧空格（中文词则整词）各成一个词元，以节省词元；其余的词在任何位置词元不变。',
    ),
    wholeCharactersFrom: about(
      count.optional(),
      'Characters outside ASCII that occur at least this often become one token each, before any merge.',
      '出现次数不少于此数的非 ASCII 字符各自成为一个词元，先于任何合并。',
    ),
    sampleCharacters: about(
      count.default(20_000_000),
      'Characters of text, at most, that the tokenizer learns from.',
      '训练分词器最多使用的字符数。',
    ),
  }),
  'Trains a byte-level BPE tokenizer and writes tokenizer.json.',
  '训练字节级 BPE 分词器，写出 tokenizer.json。',
)

const reportStage = about(
  z.strictObject({
    kind: z.literal('report'),
    stages: about(
      z.array(name).default(['base', 'sft']),
      'Names of the training stages that are examined and shown side by side.',
      '参与评测并并排展示的训练阶段。',
    ),
    questionsPerKind: about(
      count.default(100),
      'Held-out questions per kind and language, at most; a pretraining stage, which was never taught to answer, is asked a quarter of them, at least 25.',
      '每类、每种语言最多提出的留出问题数；预训练阶段没学过回答，只问四分之一（至少 25 题）。',
    ),
    temperature: about(z.number().min(0).default(0), 'Sampling temperature; 0 is greedy.', '采样温度；0 为贪心解码。'),
    maxTokens: about(count.default(96), 'Tokens per answer, at most.', '每个回答最多的词元数。'),
    samples: about(count.default(20), 'Answers shown in full, right and wrong.', '完整展示的回答数（对与错）。'),
  }),
  'Asks the held-out questions and writes report.html and report.md.',
  '用留出问题评测，写出 report.html 与 report.md。',
)

const stage = z.discriminatedUnion('kind', [
  documentsStage,
  conversationsStage,
  tokenizerStage,
  pretrainStage,
  sftStage,
  reportStage,
])

/** What a recipe file may contain. Flags, types, checks and the reference page all come from here. */
export const recipeSchema = z.strictObject({
  name: about(
    name,
    'Name of the recipe; also the default run folder, runs/NAME.',
    '配方名；也是默认运行目录 runs/NAME。',
  ),
  description: about(z.string().default(''), 'One or two sentences for people.', '给人看的一两句说明。'),
  seed: about(
    z.int().min(0).default(1),
    'Every random choice of the run follows from it.',
    '运行中一切随机选择都由它决定。',
  ),
  stages: about(
    z.record(name, stage),
    'The stages in their order. A name is the folder of the stage and its prefix in --set.',
    '按顺序排列的各阶段。阶段名即其目录名，也是 --set 的前缀。',
  ),
  run: about(
    z.record(z.string(), z.string()).optional(),
    'Written by Instar into the copy in a run folder: versions and date. Ignored when read.',
    '由 Instar 写入运行目录中的副本：版本与日期；读取时忽略。',
  ),
})

/** A recipe with every default filled in. */
export type Recipe = z.output<typeof recipeSchema>
export type Stage = z.output<typeof stage>
export type StageKind = Stage['kind']
export type StageOf<K extends StageKind> = Extract<Stage, { kind: K }>

export type { FilterKind, FilterSettings } from './schema-filters.ts'

export const stageKinds: readonly StageKind[] = ['documents', 'conversations', 'tokenizer', 'pretrain', 'sft', 'report']
