import type { Language } from '../../data/index.ts'

type Text = { readonly [L in Language]: string }

/** Everything that the page about cleaned data says, in both languages. */
export const texts = {
  title: { en: 'What was cleaned away', zh: '清洗掉了什么' },
  kept: { en: 'documents kept', zh: '篇文档保留' },
  of: { en: 'of', zh: '／共' },
  text: { en: 'of text', zh: '文本' },
  split: { en: 'for training / for validation', zh: '训练／验证' },
  funnel: { en: 'Step by step', zh: '逐步筛选' },
  funnelNote: {
    en: 'What is left after each filter (green), and what it took away (orange), as a share of all that was collected.',
    zh: '每个过滤器之后剩下的（绿）与它去掉的（橙），占全部收集内容的比例。',
  },
  documents: { en: 'Documents', zh: '文档' },
  bytes: { en: 'Bytes of text', zh: '文本字节' },
  collected: { en: 'collected', zh: '收集' },
  filter: { en: 'Filter', zh: '过滤器' },
  seen: { en: 'Came in', zh: '进入' },
  rejected: { en: 'Rejected', zh: '剔除' },
  changed: { en: 'Changed', zh: '改动' },
  removed: { en: 'Text removed', zh: '去掉的文本' },
  skippedNote: { en: 'Entries of the sources that gave no document', zh: '来源中未能成为文档的条目' },
  filters: { en: 'Filter by filter', zh: '逐个过滤器' },
  filtersNote: {
    en: 'Samples are chosen by a hash of the document’s id. All rejected documents are in rejects/, as Parquet.',
    zh: '样本按文档编号的哈希选取。全部被剔除的文档都在 rejects/ 中（Parquet）。',
  },
  nothing: { en: 'Rejected nothing and changed nothing.', zh: '没有剔除，也没有改动。' },
  before: { en: 'Before', zh: '之前' },
  after: { en: 'After', zh: '之后' },
  changes: { en: 'Changed texts', zh: '改动的文本' },
  clusters: { en: 'Documents that repeat each other', zh: '相互重复的文档' },
  clustersNote: {
    en: 'How many groups have how many documents. The first document of a group stays, the others go.',
    zh: '各种大小的组各有多少。每组只留第一篇。',
  },
  clusterSize: { en: 'Documents in a group', zh: '组内文档数' },
  groups: { en: 'Groups', zh: '组数' },
  largest: { en: 'The largest groups', zh: '最大的几组' },
  stays: { en: 'stays', zh: '保留' },
  goes: { en: 'goes', zh: '剔除' },
  languages: { en: 'Languages', zh: '语言' },
  lengths: { en: 'Lengths', zh: '长度' },
  lengthsNote: {
    en: 'Characters per document: collected (grey), kept (green).',
    zh: '每篇文档的字符数：收集（灰），保留（绿）。',
  },
  characters: { en: 'Characters', zh: '字符' },
  sources: { en: 'Sources', zh: '来源' },
  source: { en: 'Source', zh: '来源' },
  unknown: { en: 'unknown', zh: '未知' },
} satisfies Readonly<Record<string, Text>>

export type TextKey = keyof typeof texts
