import type { Language } from '../data/index.ts'

type Text = { readonly [L in Language]: string }

/** Everything that a report says, in both languages. A text that lacks one of them does not compile. */
export const texts = {
  title: { en: 'Report card', zh: '成绩单' },
  subtitle: { en: 'What each stage added', zh: '每个阶段带来了什么' },
  accuracy: { en: 'Held-out accuracy', zh: '留出题准确率' },
  accuracyNote: {
    en: 'Greedy decoding, strict match of the final answer, on questions that no training saw; intervals of 95 % (Wilson).',
    zh: '贪心解码，最终答案严格匹配；题目从未用于训练；附 95% 置信区间（Wilson）。',
  },
  neverAsked: {
    en: '“never-asked” are facts that no conversation of the training asked for: they stood in the documents only, and come out through replay. This is what pretraining is for. “Wordings unlike all others” are ways of asking that somebody chose because nothing in the training resembles them; the other rows ask in constructions that training knows, with words that it does not.',
    zh: '“never-asked” 是训练对话中从未问过的事实：它们只出现在文档里，靠回放才能被问出来。这正是预训练的意义。“完全陌生的问法” 是特意挑选、与训练中任何问法都不相似的句式；其余各行的句式训练中见过，但具体措辞没有见过。',
  },
  falseRefusalsNote: {
    en: 'False refusals are questions that have an answer, but were answered with “I don’t know”.',
    zh: '“误拒” 指本有答案、却回答“不知道”的题目。',
  },
  headline: { en: 'Right answers, stage by stage', zh: '各阶段答对的比例' },
  details: { en: 'With intervals', zh: '含置信区间' },
  kind: { en: 'Kind', zh: '类别' },
  language: { en: 'Language', zh: '语言' },
  questions: { en: 'Questions', zh: '题数' },
  curves: { en: 'Losses', zh: '损失曲线' },
  curvesNote: {
    en: 'Nats per token that counts. Thin line: training; dots: held-out text.',
    zh: '每个计入损失的词元的奈特数。细线为训练，圆点为留出文本。',
  },
  step: { en: 'Step', zh: '步' },
  loss: { en: 'Loss', zh: '损失' },
  time: { en: 'Tokens and time', zh: '词元与用时' },
  stage: { en: 'Stage', zh: '阶段' },
  seconds: { en: 'Seconds', zh: '秒' },
  tokens: { en: 'Tokens', zh: '词元' },
  tokensPerSecond: { en: 'Tokens/s', zh: '词元/秒' },
  parameters: { en: 'Parameters', zh: '参数量' },
  precision: { en: 'Precision', zh: '精度' },
  steps: { en: 'Steps', zh: '步数' },
  total: { en: 'All stages', zh: '合计' },
  cleaning: { en: 'What was cleaned away', zh: '清洗掉了什么' },
  cleaningNote: {
    en: 'Every rejected document is kept in data/rejects, one Parquet file per filter.',
    zh: '每篇被剔除的文档都保存在 data/rejects，每个过滤器一个 Parquet 文件。',
  },
  filter: { en: 'Filter', zh: '过滤器' },
  seen: { en: 'Seen', zh: '经过' },
  rejected: { en: 'Rejected', zh: '剔除' },
  reasons: { en: 'Reasons', zh: '原因' },
  kept: { en: 'Kept for training', zh: '留作训练' },
  validation: { en: 'Set apart for validation', zh: '留作验证' },
  example: { en: 'Example', zh: '例子' },
  tokenizer: { en: 'Tokenizer', zh: '分词器' },
  tokenizerNote: {
    en: 'A byte-level BPE. To count letters the model copies a word from the question into code, which is easy only if the word has the same tokens in both places. With the spacing “apart” words and spaces are tokens of their own, so it has; only the most common words, which nobody needs to copy, keep their spaces.',
    zh: '字节级 BPE。数字母时，模型要把问题里的单词抄进代码；只有单词在两处的词元相同，抄写才容易。“apart” 方式让单词与空格各自成词元，因而两处相同；只有无需抄写的最常用词才连同空格。',
  },
  vocabulary: { en: 'Vocabulary', zh: '词表' },
  charactersPerToken: { en: 'Characters per token', zh: '每词元字符数' },
  inQuestion: { en: 'In the question', zh: '问题中' },
  inCode: { en: 'In the code', zh: '代码中' },
  samples: { en: 'Answers, right and wrong', zh: '对与错的回答' },
  question: { en: 'Question', zh: '问题' },
  answer: { en: 'Answer', zh: '回答' },
  code: { en: 'Code', zh: '代码' },
  machine: { en: 'Machine and versions', zh: '机器与版本' },
  seed: { en: 'Seed', zh: '随机种子' },
  none: { en: 'None.', zh: '无。' },
} satisfies Readonly<Record<string, Text>>

export type TextKey = keyof typeof texts

export const languageNames: { readonly [L in Language]: Text } = {
  en: { en: 'English', zh: '英文' },
  zh: { en: 'Chinese', zh: '中文' },
}

/** Names of kinds of questions; a kind of somebody's own recipe is shown under its own name. */
const kindNames: Readonly<Record<string, Text>> = {
  identity: { en: 'Who are you?', zh: '你是谁' },
  capital: { en: 'Capital', zh: '首都' },
  currency: { en: 'Currency', zh: '货币' },
  region: { en: 'Region', zh: '地区' },
  neighbours: { en: 'Neighbours', zh: '邻国' },
  population: { en: 'Population', zh: '人口' },
  sums: { en: 'Sums and differences', zh: '加减法' },
  letters: { en: 'Letters (tool)', zh: '数字母（工具）' },
  decimals: { en: 'Which is larger?', zh: '小数比大小' },
  'unknown-name': { en: 'Made-up names', zh: '虚构人名' },
  'unknown-country': { en: 'Made-up countries', zh: '虚构国家' },
  'unknown-topic': { en: 'Outside its knowledge', zh: '知识之外' },
  unforeseen: { en: 'Wordings unlike all others', zh: '完全陌生的问法' },
  'never-asked': { en: 'Never asked in SFT', zh: 'SFT 中从未问过' },
  'false-refusal': { en: 'False refusals', zh: '误拒' },
}

export function kindName(kind: string, language: Language): string {
  return kindNames[kind]?.[language] ?? kind
}
