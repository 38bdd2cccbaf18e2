import { z } from 'zod'
import { filterSettings } from './schema-filters.ts'
import { about, count, language, share } from './schema-values.ts'

const source = z.strictObject({
  uri: about(
    z.string().min(1),
    'npm:NAME@VERSION/glob, hf://datasets/USER/NAME@REVISION/glob, the address of a file, or a file, folder or glob beside the recipe: text, Markdown, JSON, JSON Lines, Parquet, HTML, WARC, WET, mbox, eml, also .gz and .zst.',
    'npm:名称@版本/通配路径、hf://datasets/用户/名称@版本/通配路径、文件的地址，或相对配方的文件、目录、通配路径：文本、Markdown、JSON、JSON Lines、Parquet、HTML、WARC、WET、mbox、eml，也可为 .gz 与 .zst。',
  ),
  text: about(
    z.array(z.string().min(1)).min(1).default(['text']),
    'For JSON and Parquet: fields that are the text, a blank line between them. Dots go inward, * stands for every key.',
    'JSON 与 Parquet：哪些字段是文本（以空行相连）。点号进入内层，* 表示所有键。',
  ),
  limit: about(count.optional(), 'Documents, at most, from this source.', '该来源最多取多少篇文档。'),
})

const usualFilters = ['normalise', 'language', 'gopher', 'repetition', 'boilerplate', 'duplicates'] as const

export const documentsStage = about(
  z.strictObject({
    kind: z.literal('documents'),
    sources: about(z.array(source).default([]), 'Where documents come from.', '文档来源。'),
    synthesis: about(
      z.string().optional(),
      'YAML file, beside the recipe, that says how tables of facts become documents.',
      '说明如何把事实表变成文档的 YAML 文件，相对于配方。',
    ),
    languages: about(z.array(language).min(1).default(['en', 'zh']), 'Languages that are kept.', '保留的语言。'),
    filters: about(
      z.array(filterSettings).prefault([...usualFilters]),
      'Cleaning filters in their order, each a name or a map of kind and options: [normalise, {kind: gopher, minimumWords: 30}]. What each rejects is kept in rejects/FILTER.parquet.',
      '清洗过滤器及其顺序，可写名称，或写 kind 与选项：[normalise, {kind: gopher, minimumWords: 30}]；各自剔除的文档保存在 rejects/FILTER.parquet。',
    ),
    minimumWords: about(
      count.default(50),
      'Fewest words of a document for the gopher filter; a Chinese character counts as a word.',
      'gopher 过滤器要求的最少词数；一个汉字算一个词。',
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
    synthesis: about(
      z.string(),
      'YAML file, beside the recipe, that says how conversations are made: phrasings, tables, samplers.',
      '说明如何生成对话（问法、事实表、取样）的 YAML 文件，相对于配方。',
    ),
    counts: about(
      z.record(z.string(), count),
      'Conversations to make, per kind of question.',
      '每类问题生成多少段对话。',
    ),
    languages: about(z.array(language).min(1).default(['en', 'zh']), 'Languages to make.', '生成哪些语言。'),
    languageShares: about(
      z.partialRecord(language, z.number().positive()).default({}),
      'How large a part of the conversations each language gets, next to the others: 1 where not said.',
      '各语言在对话中的相对份额；未写明的为 1。',
    ),
    heldOutShare: about(
      // At 0 or 1 one side of the split is empty, and drawing names or numbers for it would never end.
      z.number().gt(0).lt(1).default(0.1),
      'Share of phrasings, facts, words, numbers and names that training never sees.',
      '训练从不接触的问法、事实、词语、数字与名字所占比例。',
    ),
    questionsPerKind: about(
      count.default(400),
      'Held-out questions to set apart, per kind and language, at most.',
      '每类、每种语言最多留出的评测问题数。',
    ),
  }),
  'Makes conversations from phrasings and tables of facts; sets held-out questions apart first.',
  '由问法与事实表生成对话；事先留出评测问题。',
)
