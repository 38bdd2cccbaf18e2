import { z } from 'zod'
import { about, count, share } from './schema-values.ts'

/** One filter: its name in recipes, its options, and what it does. */
function filter<K extends string, O extends z.ZodRawShape>(kind: K, options: O, english: string, chinese: string) {
  return about(z.strictObject({ kind: z.literal(kind), ...options }), english, chinese)
}

/** What the pii filter can look for. A new one needs a rule in `src/data/pii/find.ts`. */
const personalDataKinds = [
  'email',
  'phone',
  'street-address',
  'wechat',
  'qq',
  'social-handle',
  'ip-address',
  'mac-address',
  'imei',
  'coordinates',
  'url-credentials',
  'password',
  'api-key',
  'jwt',
  'private-key',
  'crypto-address',
  'resident-id',
  'ssn',
  'national-id',
  'passport',
  'driver-licence',
  'licence-plate',
  'vin',
  'date-of-birth',
  'medical-id',
  'credit-card',
  'iban',
  'bank-account',
  'tax-id',
  'person-name',
] as const

/** Every filter that a recipe can name. A new one needs an entry here and one in `src/data/filters/filters.ts`. */
const filters = [
  filter(
    'normalise',
    {},
    'One form for what looks the same: NFC, plain spaces, no invisible characters, repaired mojibake.',
    '统一写法：NFC、普通空格、去掉不可见字符、修复乱码。',
  ),
  filter(
    'language',
    {
      keep: about(
        z.array(z.string().min(1)).min(1).optional(),
        "Languages that are kept: en, fr, zh-Hans, zh-Hant, …; zh is both of its scripts. The stage's languages unless given.",
        '保留的语言：en、fr、zh-Hans、zh-Hant 等；zh 兼指简体与繁体。默认取本阶段的 languages。',
      ),
      threshold: about(
        share.default(0.5),
        'Least probability that a document is in one of them. C4 asks 0.99, FineWeb 0.65.',
        '文档属于这些语言的概率下限。C4 取 0.99，FineWeb 取 0.65。',
      ),
    },
    'Identifies the language of a document and keeps those asked for.',
    '识别文档的语言，只保留所要的语言。',
  ),
  filter(
    'gopher',
    {
      minimumWords: about(
        count.optional(),
        "Fewest words of a document; the stage's minimumWords unless given.",
        '文档的最少词数；默认取本阶段的 minimumWords。',
      ),
    },
    'The quality rules of Gopher, with counterparts for Chinese.',
    'Gopher 的质量规则，并有中文对应。',
  ),
  filter('repetition', {}, 'The repetition rules of Gopher.', 'Gopher 的重复规则。'),
  filter(
    'c4',
    {
      minimumSentences: about(
        count.default(3),
        'Fewest sentences left of a document (the published code of C4: 5).',
        '文档至少要剩下多少句（C4 公布的代码取 5）。',
      ),
      minimumLineWords: about(
        count.default(5),
        'Fewest words of a line that is kept (the published code of C4: 3); for Chinese 1.6 times as many characters.',
        '保留的行至少有多少词（C4 公布的代码取 3）；中文按 1.6 倍的字数计。',
      ),
      badWords: about(
        z.array(z.string().min(1)).default([]),
        'Languages whose list of bad words rejects a document: [en, zh]. None unless given.',
        '用哪些语言的不雅词表剔除文档，如 [en, zh]；默认不用。',
      ),
    },
    'The rules of C4: keeps only lines that end a sentence, rejects documents with curly brackets. Strict: made for web pages.',
    'C4 的规则：只留以句末标点结尾的行，剔除含花括号的文档。较严，适用于网页。',
  ),
  filter(
    'fineweb',
    {},
    "FineWeb's own rules about lines: too few that end a sentence, too many that are short or repeated, lists.",
    'FineWeb 自己的行规则：句末标点太少、短行或重复行太多、罗列。',
  ),
  filter(
    'boilerplate',
    {},
    'Cuts the furniture of web pages out of the text: cookies, rights, who edited, where to click, next page. Rejects code and filler text.',
    '删去网页边角文字：Cookie、版权、责任编辑、点击此处、上一页等；剔除代码与占位文字。',
  ),
  filter(
    'quality',
    {
      classifier: about(
        z.string().min(1),
        'File, beside the recipe, that `instar data classifier train` wrote.',
        '`instar data classifier train` 写出的文件，相对于配方。',
      ),
      threshold: about(
        share.default(0.5),
        'Least score of a document that is kept; 0.5 where it is as likely good as bad.',
        '保留的文档得分下限；0.5 表示好坏各半。',
      ),
    },
    'Keeps documents like the good examples that you trained a classifier on.',
    '只留与好例子相像的文档；分类器由你用例子训练。',
  ),
  filter(
    'harmful',
    {
      classifier: about(
        z.string().min(1).optional(),
        'File, beside the recipe, of a classifier trained on harmless and harmful texts. Only the words count unless given.',
        '用无害与有害文本训练的分类器文件，相对于配方；不给出则只看词表。',
      ),
      words: about(
        z.array(z.string().min(1)).default(['en', 'zh']),
        'Languages whose list of harmful words is used.',
        '使用哪些语言的有害词表。',
      ),
      threshold: about(
        share.default(0.5),
        'Least score of a document that is rejected; 0.5 where one word in 50 is on the list, or the classifier is undecided.',
        '被剔除文档的得分下限；五十个词中有一个在词表上，或分类器不能决定时，得分为 0.5。',
      ),
    },
    'Rejects harmful content: insults, threats, incitement, pornography; by a list of words and by a trained classifier.',
    '剔除有害内容：辱骂、威胁、煽动、色情；依据词表与训练所得的分类器。',
  ),
  filter(
    'pii',
    {
      kinds: about(
        z.array(z.enum(personalDataKinds)).min(1).optional(),
        'Kinds of personal data to look for; all but person-name unless given.',
        '要查找的个人信息类别；默认为除 person-name 之外的全部。',
      ),
      action: about(
        z.enum(['replace', 'remove']).default('replace'),
        'replace puts a placeholder such as <EMAIL> in their place, remove rejects the document.',
        'replace 以 <EMAIL> 这样的占位符替换，remove 剔除整篇文档。',
      ),
    },
    'Finds personal data: e-mail and street addresses, telephone numbers, identity documents, cards, keys and more.',
    '查找个人信息：邮箱、住址、电话、证件号、卡号、密钥等。',
  ),
  filter(
    'url',
    {
      blocklist: about(
        z.string().min(1).optional(),
        'File, beside the recipe, of domains and addresses that are thrown out, one to a line.',
        '要剔除的域名与网址清单文件，每行一个，相对于配方。',
      ),
      words: about(
        z.array(z.string().min(1)).default([]),
        'Words that an address may not have.',
        '网址中不得出现的词。',
      ),
    },
    'Rejects pages by their address. Documents without one pass.',
    '按网址剔除网页；没有网址的文档不受影响。',
  ),
  filter(
    'decontamination',
    {
      questions: about(
        z.array(z.string().min(1)).min(1),
        'Files of evaluation questions (JSON Lines or text), beside the recipe. Documents that quote them are rejected.',
        '评测题文件（JSON Lines 或文本），相对于配方；引用了题目的文档会被剔除。',
      ),
      words: about(
        count.default(13),
        'Words in a row, shared with a question, that make a document contaminated (GPT-3: 13).',
        '与题目连续相同多少个词即视为污染（GPT-3 取 13）。',
      ),
      characters: about(count.default(20), 'The same for Chinese, in characters.', '中文则按连续相同的字数计。'),
    },
    'Rejects documents that share a long run of words with an evaluation set.',
    '剔除与评测集有长串相同文字的文档。',
  ),
  filter(
    'duplicates',
    {},
    'Keeps the first of documents whose texts are equal but for case, white space and width.',
    '文本相同（忽略大小写、空白与全半角）的文档只留第一篇。',
  ),
  filter(
    'duplicate-lines',
    {
      minimumWords: about(
        count.default(10),
        'Fewest words of a line that may be cut; a Chinese character counts as a word.',
        '可被删去的行至少要有多少词；一个汉字算一个词。',
      ),
    },
    'Cuts lines that stood in an earlier document.',
    '删去在之前的文档中出现过的行。',
  ),
  filter(
    'near-duplicates',
    {
      bands: about(
        count.default(14),
        'Bands of the signature; documents that agree in one whole band belong together.',
        '签名的分带数；任一整带相同的文档视为一组。',
      ),
      rows: about(count.default(8), 'Hashes per band.', '每带的哈希数。'),
      words: about(count.default(5), 'Words in a shingle.', '每个片段（shingle）的词数。'),
      characters: about(count.default(8), 'Characters in a shingle of Chinese text.', '中文文本每个片段的字数。'),
    },
    'MinHash: of documents that share most of their shingles, keeps the first. 14 bands of 8 find 77 % of pairs with similarity 0.75, 92 % at 0.8.',
    'MinHash：大部分片段相同的文档只留第一篇。14 带 × 8 行可找出相似度 0.75 的文档对的 77%、0.8 的 92%。',
  ),
] as const

const union = z.discriminatedUnion('kind', filters)

/** The settings of one filter, every option filled in. */
export type FilterSettings = z.output<typeof union>
export type FilterKind = FilterSettings['kind']

/** A filter in a recipe: its name alone, or a map with its `kind` and options. */
export const filterSettings = z.preprocess(
  written => (typeof written === 'string' ? { kind: written } : written),
  union,
)
