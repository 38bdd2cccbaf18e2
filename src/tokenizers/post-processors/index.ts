import { InstarError, msg } from '../../errors/index.ts'
import { buildComponent, type ComponentTable, componentsOf } from '../component.ts'
import type { Component } from '../tokenizer-json.ts'
import { one, type PostProcessor, type Sequence, typed } from './sequence.ts'
import { templateProcessing } from './template.ts'

export type { PostProcessor, Sequence } from './sequence.ts'

type PostProcessorType = 'BertProcessing' | 'ByteLevel' | 'RobertaProcessing' | 'Sequence' | 'TemplateProcessing'

const postProcessors: ComponentTable<PostProcessorType, PostProcessor> = {
  BertProcessing: (component, where) => {
    const { cls, sep } = surroundingTokens(component, where)
    return {
      surround: ([first, second]) => around([one(cls, 0), typed(first!, 0), one(sep, 0)], second, [one(sep, 1)], 1),
    }
  },
  ByteLevel: component => ({
    surround: sequences => sequences.map(typed),
    ...(component.trim_offsets !== false && { trim: trimOffsets }),
  }),
  RobertaProcessing: (component, where) => {
    const { cls, sep } = surroundingTokens(component, where)
    return {
      surround: ([first, second]) =>
        around([one(cls, 0), typed(first!, 0), one(sep, 0)], second, [one(sep, 0)], 0, [one(sep, 0)]),
      ...(component.trim_offsets !== false && { trim: trimOffsets }),
    }
  },
  Sequence: (component, where) => {
    const parts = componentsOf(component, 'processors', where).map((part, i) =>
      buildPostProcessor(part, `${where}.processors[${i}]`),
    )
    const trimming = parts.filter(part => part.trim)
    return {
      surround: sequences => parts.reduce((current, part) => part.surround(current), sequences),
      ...(trimming.length > 0 && {
        trim: (sequence, text) => trimming.reduce((current, part) => part.trim!(current, text), sequence),
      }),
    }
  },
  TemplateProcessing: templateProcessing,
}

function surroundingTokens(component: Component, where: string): { cls: number; sep: number } {
  const [cls, sep] = ['cls', 'sep'].map(key => {
    const pair = component[key]
    if (!Array.isArray(pair) || !Number.isInteger(pair[1]))
      throw new InstarError(msg`${where}.${key}: expected [token, id], found ${JSON.stringify(pair)}`)
    return pair[1] as number
  })
  return { cls: cls!, sep: sep! }
}

function around(
  first: readonly Sequence[],
  second: Sequence | undefined,
  after: readonly Sequence[],
  type: number,
  before: readonly Sequence[] = [],
): readonly Sequence[] {
  return second ? [...first, ...before, typed(second, type), ...after] : first
}

/** Spaces at the ends of a token are left out of its offsets, which in tokens such as ` the` would have them. */
function trimOffsets(sequence: Sequence, text: string): Sequence {
  const offsets = [...sequence.offsets]
  for (let i = 0; i < offsets.length; i += 2) {
    const covered = text.slice(offsets[i]!, offsets[i + 1]!)
    const left = /^ */.exec(covered)![0].length
    const right = left < covered.length ? covered.length - covered.replace(/(?<! ) +$/, '').length : 0
    offsets[i] = Math.min(offsets[i]! + left, offsets[i + 1]!)
    offsets[i + 1] = Math.max(offsets[i + 1]! - right, offsets[i]!)
  }
  return { ...sequence, offsets }
}

/** The post-processor of a tokenizer.json; `null` puts a pair side by side. */
export function buildPostProcessor(component: Component | null | undefined, where = 'post_processor'): PostProcessor {
  if (!component) return { surround: sequences => sequences.map(typed) }
  return buildComponent(postProcessors, component, where)
}
