import fc from 'fast-check'
import {
  type Component,
  chatTemplate,
  chatTokens,
  commonWords,
  type Message,
  type TokenizerJson,
  trainByteLevelBpe,
} from '../../src/tokenizers/index.ts'

/** A corpus that trains in milliseconds and has what is hard: two scripts, digits, code, punctuation, emoji. */
const sentences = [
  'The capital of Peru is Lima, and the capital of France is Paris.',
  'A caterpillar sheds its skin; each stage between two molts is an instar.',
  "It's larger than that: 9.9 is larger than 9.11, isn't it? We'll see.",
  'How many letters are in "strawberry"? There are 10 letters in "strawberry".',
  '"strawberry".split("r").length - 1 // three',
  '秘鲁的首都是利马，法国的首都是巴黎。',
  '我刚才吃了西瓜籽。你问我是谁？我是一个语言模型。',
  '九点一一和九点九，哪个更大？9.9 更大。',
  'Zürich, São Paulo, naïve café: 12 + 25 = 37 🙂🙂',
]
export const trainingTexts = sentences.flatMap((sentence, i) => Array.from({ length: 2 + (i % 3) }, () => sentence))

/** The tokenizers that every test of this folder runs on. */
export async function sampleTokenizers(): Promise<Record<string, TokenizerJson>> {
  const train = (spacing: 'apart' | 'glued', wholeCharactersFrom?: number, common: readonly string[] = []) =>
    trainByteLevelBpe(trainingTexts, {
      vocabularySize: 560,
      commonWords: common,
      specialTokens: chatTokens,
      spacing,
      ...(wholeCharactersFrom === undefined ? {} : { wholeCharactersFrom }),
    })
  const glued = await train('glued')
  const variant = (normalizer: Component | null, ...pretokenizers: Component[]): TokenizerJson => ({
    ...glued,
    normalizer,
    pre_tokenizer: { type: 'Sequence', pretokenizers },
  })
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false }
  const isolate = (Regex: string) => ({ type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false })
  return {
    apart: await train('apart'),
    whole: await train('apart', 3),
    common: await train('apart', 3, await commonWords(trainingTexts, 12)),
    glued,
    gpt2: variant(null, { ...byteLevel, use_regex: true }),
    gpt4: variant(
      { type: 'NFC' },
      isolate(
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      ),
      byteLevel,
    ),
    starcoder: variant(
      { type: 'Sequence', normalizers: [{ type: 'NFKC' }] },
      { type: 'Digits', individual_digits: true },
      { ...byteLevel, use_regex: true, add_prefix_space: true },
    ),
    // Every way to treat separators, one after the other.
    behaviors: variant(
      null,
      { type: 'Digits', individual_digits: false },
      { type: 'Split', pattern: { String: '，' }, behavior: 'MergedWithPrevious', invert: false },
      { type: 'Split', pattern: { String: '(' }, behavior: 'MergedWithNext', invert: false },
      { type: 'Split', pattern: { Regex: '[!?.]' }, behavior: 'Contiguous', invert: false },
      { type: 'Split', pattern: { Regex: '\\w+|[\\s,;]' }, behavior: 'Isolated', invert: false },
      byteLevel,
    ),
  }
}

/** Conversations that our template must write as transformers' does. */
export const sampleConversations: readonly (readonly Message[])[] = [
  [
    { role: 'user', content: 'Who are you?' },
    { role: 'assistant', content: 'I am Instar.' },
  ],
  [
    { role: 'system', content: '简短。' },
    { role: 'user', content: ' "strawberry" 里有几个 r？\n' },
    {
      role: 'assistant',
      content: '',
      tool_calls: [
        {
          type: 'function',
          function: { name: 'javascript', arguments: { code: '"strawberry".split("r").length - 1' } },
        },
      ],
    },
    { role: 'tool', content: '3' },
    { role: 'assistant', content: '3 个。' },
    { role: 'user', content: '谢谢 <b>&amp;</b>' },
  ],
]
export const sampleTemplate = chatTemplate

const fragments = [
  ...['the', 'Peru', 'strawberry', "it's", "WE'LL", "'sample", 'Zürich', 'e\u0301', 'naïve', 'ｆｕｌｌ', 'ǅ', 'ﬁ', 'İ'],
  ...[
    '我',
    '首都',
    '西瓜籽',
    '〇',
    '々',
    '〆',
    '﨑',
    '\u{20000}',
    '\u{2f800}',
    '\u{31350}',
    'ひらがな',
    '한국어',
    'ไทย',
    'عربي',
  ],
  ...['0', '9.11', '１２', '½', 'Ⅷ', '٣', '一二三'],
  ...[' ', '  ', '\t', '\n', '\r\n', '\u0085', '\u00a0', '\u3000', '\u2028', '\ufeff', '\u200b', '\u200d', '\0'],
  ...['.', '...', '!?', '，', '。', '("', '");', '->', '🙂', '👩‍👩‍👧', '🇨🇳', '\u0301', '\u{e0001}', '\uffff'],
  ...['<|end|>', '<|endoftext|>', '<|end', '|>', '<|<|user|>'],
]

/** Strings in both languages with everything that tends to break tokenizers; always well-formed. */
export const nastyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...fragments) }, fc.string({ unit: 'binary', maxLength: 4 })),
    {
      maxLength: 24,
    },
  )
  .map(parts => parts.join('').toWellFormed())
