import { either, msg, type Phrase } from '../../errors/index.ts'
import type { Recipe, StageKind, StageOf } from './schema.ts'

/** Something a schema cannot see: a key whose value does not fit with other parts of the recipe. */
export interface Misfit {
  readonly path: readonly string[]
  readonly message: Phrase
}

/** Checks that stages refer to earlier stages of the right kind, and that lengths of training are said once. */
export function misfits(recipe: Recipe): Misfit[] {
  const found: Misfit[] = []
  const earlier = new Map<string, StageKind>()

  for (const [name, stage] of Object.entries(recipe.stages)) {
    const refer = (key: readonly string[], target: string, ...kinds: StageKind[]) => {
      const kind = earlier.get(target)
      if (kind && kinds.includes(kind)) return
      const fitting = [...earlier].filter(([, kind]) => kinds.includes(kind)).map(([name]) => `"${name}"`)
      const expected = msg`expected an earlier stage of kind ${either(kinds)} (${fitting.join(', ') || msg`there is none`})`
      found.push({
        path: ['stages', name, ...key],
        message: kind
          ? msg`${expected}, found "${target}", which is of kind ${kind}`
          : msg`${expected}, found "${target}"`,
      })
    }

    if (stage.kind === 'tokenizer') for (const from of stage.from) refer(['from'], from, 'documents', 'conversations')
    if (stage.kind === 'report') for (const target of stage.stages) refer(['stages'], target, 'pretrain', 'sft')
    if (stage.kind === 'documents' && stage.sources.length === 0 && stage.synthesis === undefined)
      found.push({ path: ['stages', name], message: msg`expected sources or synthesis, found neither` })
    if (stage.kind === 'documents')
      for (const [index, { kind }] of stage.filters.entries())
        if (stage.filters.findIndex(filter => filter.kind === kind) < index)
          found.push({
            path: ['stages', name, 'filters', String(index)],
            message: msg`expected each filter once, since rejects are kept by its name, found "${kind}" again`,
          })
    if (stage.kind === 'pretrain' || stage.kind === 'sft') {
      refer(['tokenizer'], stage.tokenizer, 'tokenizer')
      if (stage.steps !== undefined && stage.warmupSteps !== undefined && stage.warmupSteps > stage.steps)
        found.push({
          path: ['stages', name, 'warmupSteps'],
          message: msg`expected at most as many as steps (${stage.steps}), found ${stage.warmupSteps}`,
        })
      if (stage.batchSize % stage.gradientAccumulation !== 0)
        found.push({
          path: ['stages', name, 'gradientAccumulation'],
          message: msg`expected a divisor of batchSize (${stage.batchSize}), found ${stage.gradientAccumulation}`,
        })
      if (stage.optimizer.kind === 'sgd' && stage.optimizer.nesterov && stage.optimizer.momentum === 0)
        found.push({
          path: ['stages', name, 'optimizer', 'nesterov'],
          message: msg`expected momentum above 0 with it, found 0`,
        })
      const lengths = Number(stage.steps !== undefined) + Number(stage.tokens !== undefined)
      if (lengths !== 1)
        found.push({
          path: ['stages', name, ...(lengths === 2 ? ['tokens'] : [])],
          message:
            lengths === 0
              ? msg`expected either steps or tokens, found neither`
              : msg`expected either steps or tokens, found both`,
        })
    }
    if (stage.kind === 'pretrain') {
      refer(['data'], stage.data, 'documents')
      found.push(...headMisfits(stage.model).map(misfit => ({ ...misfit, path: ['stages', name, ...misfit.path] })))
    }
    if (stage.kind === 'sft') {
      refer(['data'], stage.data, 'conversations')
      refer(['from'], stage.from, 'pretrain', 'sft')
      if (stage.replay) refer(['replay', 'stage'], stage.replay.stage, 'documents')
      const share = stage.replay?.share
      if (share === 0 || share === 1)
        found.push({
          path: ['stages', name, 'replay', 'share'],
          message: msg`expected a share above 0 and below 1 (leave out replay for none), found ${share}`,
        })
    }
    earlier.set(name, stage.kind)
  }
  return found
}

/** Attention over a cache is computed for head widths that are multiples of 16 (with learned positions, of 8). */
function headMisfits({ style, width, heads, headWidth }: StageOf<'pretrain'>['model']): Misfit[] {
  const found = headWidth ?? width / heads
  const unit = style === 'gpt2' ? 8 : 16
  if (found % unit === 0) return []
  const written = headWidth === undefined ? `width / heads = ${width} / ${heads}` : String(headWidth)
  return [
    {
      path: ['model', headWidth === undefined ? 'width' : 'headWidth'],
      message: msg`expected heads as wide as a multiple of ${unit}, found ${written}`,
    },
  ]
}

/** Steps of a training stage whose rows have `contextLength` tokens. */
export function plannedSteps(stage: StageOf<'pretrain' | 'sft'>, contextLength: number): number {
  return stage.steps ?? Math.ceil(stage.tokens! / (stage.batchSize * contextLength))
}

/** Steps in which the learning rates rise. */
export function plannedWarmup(stage: StageOf<'pretrain' | 'sft'>, steps: number): number {
  return stage.warmupSteps ?? Math.round(stage.warmupFraction * steps)
}
