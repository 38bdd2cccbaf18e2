import { describe, expect, test } from 'vitest'
import { recipeFields, stageDescription, stageFields } from './fields.ts'
import { recipeReference } from './reference.ts'
import { stageKinds } from './schema.ts'

describe('every key of the schema', () => {
  const fields = [...recipeFields(), ...stageKinds.flatMap(kind => stageFields(kind))]

  test.each(fields.map(field => [field.path, field] as const))('%s is explained in both languages', (_, field) => {
    expect(field.description).toMatch(/\w/)
    expect(field.chinese).toMatch(/\p{Script=Han}/u)
  })

  test.each(stageKinds)('the kind %s is explained', kind => {
    expect(stageDescription(kind).description).toMatch(/\w/)
    expect(stageDescription(kind).chinese).toMatch(/\p{Script=Han}/u)
  })
})

test('stageFields lists nested keys with type, default and whether they are required', () => {
  const fields = new Map(stageFields('pretrain').map(field => [field.path, field]))
  expect(fields.get('optimizer.kind')).toMatchObject({
    type: 'muon | adamw | sgd | lion',
    default: 'muon',
    required: false,
  })
  expect(fields.get('optimizer.learningRate')).not.toHaveProperty('default') // differs between them
  expect(fields.get('optimizer.epsilon')).toMatchObject({ type: 'number', default: 1e-8 })
  expect(fields.get('model.tieEmbeddings')).toMatchObject({ type: 'boolean', default: false })
  expect(fields.get('steps')).toMatchObject({ type: 'integer', required: false })
  expect(fields.get('prompts')).toMatchObject({ type: 'list of string', default: [] })
  expect(fields.has('kind')).toBe(false)
  expect(stageFields('conversations').find(field => field.path === 'counts')).toMatchObject({ required: true })
})

test.each(['en', 'zh'] as const)('the reference page names every key (%s)', language => {
  const page = recipeReference(language)
  for (const kind of stageKinds) for (const { path } of stageFields(kind)) expect(page).toContain(`| \`${path}\` |`)
  expect(page).toContain('muon \\| adamw \\| sgd \\| lion')
})
