import { random } from '../../../src/random/index.ts'

/** Characters of every kind, from blocks that no version of Unicode since 9 has changed: the references are older. */
const blocks: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x7f],
  [0x20, 0x7e],
  [0x80, 0x24f],
  [0x250, 0x294],
  [0x300, 0x377],
  [0x384, 0x52f],
  [0x5d0, 0x5ea],
  [0x600, 0x61b],
  [0x620, 0x6ff],
  [0x900, 0x97f],
  [0xe01, 0xe5b],
  [0x1100, 0x11ff],
  [0x1e00, 0x1f15],
  [0x2000, 0x2064],
  [0x2070, 0x208e],
  [0x2100, 0x218b],
  [0x2190, 0x23fe],
  [0x2460, 0x2b73],
  [0x2e80, 0x2fd5],
  [0x3000, 0x30ff],
  [0x3105, 0x312d],
  [0x3131, 0x318e],
  [0x31f0, 0x32fe],
  [0x3300, 0x4db5],
  [0x4e00, 0x9fd5],
  [0xa000, 0xa48c],
  [0xac00, 0xd7a3],
  [0xe000, 0xf8ff],
  [0xf900, 0xfa6d],
  [0xfe00, 0xfe0f],
  [0xff01, 0xffdc],
  [0xfff9, 0xffff],
  [0x10000, 0x100fa],
  [0x10400, 0x1049d],
  [0x1d400, 0x1d7ff],
  [0x1f300, 0x1f64f],
  [0x20000, 0x2a6d6],
  [0x2f800, 0x2fa1d],
  [0x40000, 0x4ffff],
  [0xe0001, 0xe007f],
  [0xe0100, 0xe01ef],
  [0x10ff00, 0x10ffff],
]

const fragments = [
  ..."the|The|THE| the|ing|tion|Strawberry|strawberry| isn't|it's|WE'LL|I'Ve|'S|'ſ|d'Art|naïve|e\u0301|ZÜRICH|İstanbul|ΣΟΦΟΣ|ﬁn|ǅ|ß".split(
    '|',
  ),
  ...'我|刚才|吃了|西瓜籽|我刚才吃了西瓜籽|的|一二三|〇|々|龘|﨑|ひらがな|カタカナー|・|゛|한국어|각|ไทย|عربي|हिन्दी|עברית'.split(
    '|',
  ),
  ...'0|7|42|123|1234|3.14|１２|½|Ⅷ|²|٣٤|1,000,000|0x7f|2026-11-23'.split('|'),
  ...[
    ' ',
    '  ',
    '   ',
    '\t',
    '\n',
    '\n\n',
    '\r\n',
    ' \n',
    '\n ',
    '\u0085',
    '\u00a0',
    '\u3000',
    '\u2028',
    '\ufeff',
    '\u200b',
    '\u200d',
  ],
  ...'.|...|!?|，|。|——|(“|”);|->|=>|//|/*|*/|{}|[0]|<div>|&amp;|#|##|__init__|camelCase|HTMLParser|snake_case|▁|Ġ|Ċ|�|\0'.split(
    '|',
  ),
  ...'🙂|👩‍👩‍👧|🇨🇳|👍🏽|❤️|\u0301|\u20dd|<|end|>|<|endoftext|>|</s>|[CLS]|[MASK]|<0x41>'.split('|'),
]
const repeated = ['a', ' ', '哈', '=', '\n', '0', '!', 'ab', '的', '\u0301', '🙂', 'ー', "'s", '- ']

/** String number `index` of those that break tokenizers; well-formed, the same everywhere. */
export function nastyString(index: number): string {
  const chance = random('nasty strings', index)
  const below = chance.integer
  const character = () => {
    const [first, last] = chance.pick(blocks)
    return String.fromCodePoint(first + below(last - first + 1))
  }
  let text = ''
  for (let parts = 1 + below(12); parts > 0; parts--) {
    const kind = below(10)
    if (kind < 5) text += chance.pick(fragments)
    else if (kind < 8) for (let count = 1 + below(5); count > 0; count--) text += character()
    else if (kind < 9) text += chance.pick(repeated).repeat(1 + below(below(20) === 0 ? 300 : 12))
    else for (let count = 1 + below(6); count > 0; count--) text += String.fromCharCode(0x61 + below(26))
  }
  return text.toWellFormed()
}

export const nastyCount = 10_000
