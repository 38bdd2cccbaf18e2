import { InstarError, msg } from '../../errors/index.ts'
import type { Component } from '../tokenizer-json.ts'
import { compileLiteral } from './regular-expression.ts'
import { type Splitter, splitter } from './split.ts'

export const prependSchemes = ['always', 'first', 'never'] as const
export type PrependScheme = (typeof prependSchemes)[number]

/** The settings of `Metaspace`, with those of older files (`add_prefix_space`) read as what they became. */
export function metaspaceSettings(
  component: Component,
  where: string,
): { replacement: string; scheme: PrependScheme; split: boolean } {
  const { replacement = '▁', add_prefix_space: older, prepend_scheme: scheme, split } = component
  if (typeof replacement !== 'string' || [...replacement].length !== 1)
    throw new InstarError(msg`${where}.replacement: expected one character, found ${JSON.stringify(replacement)}`)
  const chosen = scheme ?? (older === false ? 'never' : 'always')
  if (!prependSchemes.includes(chosen as PrependScheme))
    throw new InstarError(
      msg`${where}.prepend_scheme: expected one of ${prependSchemes.join(', ')}, found ${JSON.stringify(chosen)}`,
    )
  return { replacement, scheme: chosen as PrependScheme, split: split !== false }
}

/** Writes spaces as a visible character, puts one before the text, and cuts before each: SentencePiece's words. */
export function metaspace(component: Component, where: string): Splitter {
  const { replacement, scheme, split } = metaspaceSettings(component, where)
  const cut: Splitter = split ? splitter(compileLiteral(replacement), 'MergedWithNext') : text => [text]
  return text => {
    const written = text.replace(/ /g, () => replacement)
    const prepend = scheme === 'always' || (scheme === 'first' && text.first)
    if (!prepend || written.value.startsWith(replacement)) return written.value === '' ? [] : cut(written)
    return cut(written.replace(/^/gu, () => replacement))
  }
}
