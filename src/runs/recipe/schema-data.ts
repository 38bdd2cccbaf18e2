import { z } from 'zod'
import { about, count, language, share } from './schema-values.ts'

const source = z.strictObject({
  uri: about(
    z.string().min(1),
    'npm:NAME@VERSION/glob, or a file, folder or glob beside the recipe (.txt .md .json .jsonl .jsonl.gz .parquet).',
    'npm:名称@版本/通配路径，或相对配方的文件、目录、通配路径（.txt .md .json .jsonl .jsonl.gz .parquet）。',
  ),
  text: about(
    z.array(z.string().min(1)).min(1).default(['text']),
    'For JSON and Parquet: fields whose texts are joined by a blank line. Dots go inward, * stands for every key.',
    'JSON 与 Parquet：取哪些字段的文本（以空行相连）。点号进入内层，* 表示所有键。',
  ),
  limit: about(count.optional(), 'Documents, at most, from this source.', '该来源最多取多少篇文档。'),
})

export const filterNames = ['normalise', 'language', 'gopher', 'repetition', 'c4', 'duplicates'] as const

export const documentsStage = about(
  z.strictObject({
    kind: z.literal('documents'),
    sources: about(z.array(source).default([]), 'Where documents come from.', '文档来源。'),
    phrasings: about(
      z.array(z.string()).default([]),
      'YAML files of sentences that turn facts of the tables into documents.',
      '把事实表变成文档的句式文件（YAML）。',
    ),
    languages: about(z.array(language).min(1).default(['en', 'zh']), 'Languages that are kept.', '保留的语言。'),
    filters: about(
      z.array(z.enum(filterNames)).default([...filterNames]),
      'Cleaning filters in their order. What each rejects is kept in rejects/FILTER.parquet.',
      '清洗过滤器及其顺序；各自剔除的文档保存在 rejects/FILTER.parquet。',
    ),
    validationShare: about(
      share.default(0.02),
      'Share of documents set apart for validation, whole documents only.',
      '留作验证的文档比例（整篇划分）。',
    ),
    shardDocuments: about(count.default(20_000), 'Documents per Parquet shard.', '每个 Parquet 分片的文档数。'),
  }),
  'Collects and cleans documents, splits them and writes Parquet shards.',
  '收集并清洗文档，划分后写成 Parquet 分片。',
)

export const conversationsStage = about(
  z.strictObject({
    kind: z.literal('conversations'),
    phrasings: about(
      z.array(z.string()).min(1),
      'YAML files of phrasings, beside the recipe.',
      '问法文件（YAML），相对于配方。',
    ),
    counts: about(
      z.record(z.string(), count),
      'Conversations to make, per kind of question.',
      '每类问题生成多少段对话。',
    ),
    languages: about(z.array(language).min(1).default(['en', 'zh']), 'Languages to make.', '生成哪些语言。'),
    heldOutShare: about(
      share.default(0.1),
      'Share of phrasings, facts, words, numbers and names that training never sees.',
      '训练从不接触的问法、事实、词语、数字与名字所占比例。',
    ),
  }),
  'Makes conversations from phrasings and tables of facts; sets held-out questions apart first.',
  '由问法与事实表生成对话；事先留出评测问题。',
)
