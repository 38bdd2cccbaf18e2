import { describe, expect, test } from 'vitest'
import { decoderConfig } from '../models/index.ts'
import { parseRecipe } from '../runs/index.ts'
import { placeOf, profileTraining, summary } from './profile.ts'

describe('a profile of a training step', () => {
  test('a node belongs to a part and to a layer', () => {
    expect(
      [
        'layers.0.attention/v3',
        'layers.11.mlp.model.layers.11.mlp.up_proj/v9',
        'gradient of layers.0.mlp.model.layers.0.mlp.down_proj.matmul/v17',
        'gradient of norm.layerNorm/v4',
        'optimizer/next:model.norm.weight',
        'v12',
      ].map(placeOf),
    ).toEqual([
      { part: 'attention', layer: 'layers.0' },
      { part: 'mlp up_proj', layer: 'layers.11' },
      { part: 'gradient of mlp down_proj', layer: 'layers.0' },
      { part: 'gradient of norm', layer: 'norm' },
      { part: 'optimizer', layer: 'optimizer' },
      { part: 'other', layer: 'other' },
    ])
  })

  test('groups are means over the steps, the slowest first, with the rate of products', () => {
    const operator = (name: string, node: string, seconds: number, operations = 0) => ({
      operator: name,
      node,
      seconds,
      operations,
    })
    const run = {
      seconds: 7,
      operators: [operator('Add', 'head/v1', 1), operator('MatMul', 'head/v2', 3, 12e9), operator('Add', 'clip/v3', 1)],
    }
    expect(summary([run, { ...run, seconds: 5 }], 2)).toMatchObject({
      seconds: 6,
      betweenSeconds: 1,
      productShare: 0.5,
      operators: [
        { name: 'MatMul', count: 1, seconds: 3, share: 0.5, gigaflops: 4 },
        { name: 'Add', count: 2, seconds: 2, share: 1 / 3 },
      ],
      parts: [
        { name: 'head', seconds: 4, gigaflops: 4 },
        { name: 'clip', seconds: 1 },
      ],
    })
  })

  test.each(['adamw', 'muon'])('a stage with micro-batches, trained by %s', async kind => {
    const { stages } = parseRecipe(
      `
name: profiled
stages:
  data: { kind: documents, sources: [{ uri: notes }] }
  tokenizer: { kind: tokenizer, from: [data] }
  base: { kind: pretrain, steps: 1, batchSize: 4, gradientAccumulation: 2, optimizer: { kind: ${kind} } }
`,
      'recipe.yaml',
    )
    const stage = stages.base!
    if (stage.kind !== 'pretrain') throw new Error(stage.kind)
    const config = decoderConfig({ layers: 2, width: 32, heads: 2, contextLength: 16, vocabularySize: 64 })
    const profile = await profileTraining(config, stage, { steps: 2, threads: 1 })
    const names = (groups: readonly { name: string }[]) => groups.map(({ name }) => name)
    expect(names(profile.layers).sort()).toEqual(
      expect.arrayContaining(['clip', 'embedding', 'head', 'layers.0', 'layers.1', 'loss', 'norm', 'optimizer']),
    )
    expect(names(profile.parts)).toContain('gradient of attention q_proj')
    // Two micro-batches of two layers with seven products each, forward; what is not made in a layer has no name.
    const forward = profile.parts.filter(({ name }) => /^(attention|mlp) \w+_proj$/.test(name))
    expect(forward.reduce((sum, { count }) => sum + count, 0)).toBe(2 * 2 * 7)
    for (const groups of [profile.operators, profile.parts, profile.layers]) {
      const sum = groups.reduce((total, { seconds }) => total + seconds, 0)
      expect(sum + profile.betweenSeconds).toBeCloseTo(profile.seconds, 6)
    }
    // Masks and positions are made once, outside of the layers, for each micro-batch.
    expect(profile.layers.find(({ name }) => name === 'other')?.count).toBeLessThan(40)
  })
})
