import { bertControls, bertMarks } from '../characters/newer.ts'
import type { Text } from '../text.ts'
import type { Component } from '../tokenizer-json.ts'
import { lowercase, unicodeForm } from './unicode.ts'

/** CJK ideographs as BERT counts them. */
const ideograph =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu

/** The normaliser of BERT (Devlin et al. 2019): clean, Chinese characters apart, without accents, in small letters. */
export function bertNormalizer(component: Component): (text: Text) => Text {
  const steps: ((text: Text) => Text)[] = []
  const lower = component.lowercase !== false
  const decompose = unicodeForm('NFD')
  if (component.clean_text !== false)
    steps.push(text => text.replace(bertControls, () => '').replace(/\p{White_Space}/gu, () => ' '))
  if (component.handle_chinese_chars !== false) steps.push(text => text.replace(ideograph, found => ` ${found} `))
  if (component.strip_accents ?? lower) steps.push(text => decompose(text).replace(bertMarks, () => ''))
  if (lower) steps.push(lowercase)
  return text => steps.reduce((current, step) => step(current), text)
}
