import type { Language } from '../../src/data/index.ts'
import type { Maker } from './draw.ts'

/** What looks like personal data and is none: values, and sentences in which `{}` is the value. */
export interface LookAlike {
  readonly name: string
  readonly make: Maker
  readonly wordings: { readonly [L in Language]?: readonly string[] }
}

const anyEnglish = [
  'It says {} there.',
  'Look for {} in the list.',
  'The label {} was hard to read.',
  'Only {} remained.',
  'That would be {}, he said.',
  '{}',
]
const anyChinese = [
  '上面写的是 {} 。',
  '请在表中查找 {} 。',
  '只剩下 {} 了。',
  '标签上的{}看不清。',
  '结果是{}。',
  '{}',
]
/** Sentences that say nothing about the value. */
export const anyWordings = { en: anyEnglish, zh: anyChinese }
