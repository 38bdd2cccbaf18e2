import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instar } from '../../../test/cli/instar.ts'

let folder = ''
let recipe = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-profile-'))
  recipe = join(folder, 'recipe.yaml')
  await writeFile(
    recipe,
    `
name: tiny
stages:
  data: { kind: documents, sources: [{ uri: notes }] }
  conversations: { kind: conversations, synthesis: synthesis.yaml, counts: { sum: 10 } }
  tokenizer: { kind: tokenizer, from: [data], vocabularySize: 300 }
  base: { kind: pretrain, steps: 1, batchSize: 2, contextLength: 16, model: { layers: 1, width: 32, heads: 1 } }
  sft: { kind: sft, steps: 1, batchSize: 2 }
`,
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const doctor = (...args: readonly string[]) => instar(['doctor', ...args])

describe('instar doctor --profile', () => {
  test('of the last training stage, as JSON', async () => {
    const { code, out, err } = await doctor('--profile', recipe, '--threads', '1', '--json')
    expect({ code, err }).toEqual({ code: 0, err: expect.any(String) })
    const found = JSON.parse(out)
    expect(found).toMatchObject({ recipe: 'tiny', stage: 'sft', steps: 5 })
    for (const groups of [found.operators, found.parts, found.layers]) {
      const share = groups.reduce((sum: number, group: { share: number }) => sum + group.share, 0)
      expect(share + found.betweenSeconds / found.seconds).toBeCloseTo(1, 5)
    }
  })

  test('of the stage that is named, with keys changed, as tables in either language', async () => {
    const args = ['--profile', recipe, '--stage', 'base', '--set', 'base.model.layers=2', '--threads', '1']
    const english = await doctor(...args)
    expect(english.code).toBe(0)
    expect(english.out).toMatch(/^A training step of tiny, stage base: \d+\.\d\d ms/)
    expect(english.out).toMatch(/^FusedMatMul +\d+ +\d+\.\d\d +\d+\.\d % +\d+$/m)
    expect(english.out).toMatch(/^gradient of mlp \w+_proj /m)
    expect(english.out).toMatch(/^layers\.1 /m)
    const chinese = await doctor(...args, '--lang', 'zh')
    expect(chinese.out).toMatch(/^tiny 的 base 阶段训练一步/)
    expect(chinese.out).toMatch(/^mlp \w+_proj 的梯度 /m)
    expect(chinese.out).not.toContain('gradient')
  })

  test('a stage that trains nothing, and flags without --profile', async () => {
    expect(await doctor('--profile', recipe, '--stage', 'data')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('Expected a stage of kind pretrain or sft (base, sft), found data'),
    })
    expect(await doctor('--stage', 'base')).toMatchObject({ code: 2, err: expect.stringContaining('--profile') })
  })
})
