/** What docs/engine.md shows of the source is what stands there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { read, root, snippets } from './markdown.ts'

const condensed = (code: string) => code.replaceAll(/\s+/g, ' ').trim()
const excerpts = snippets('docs/engine.md').filter(({ language }) => language === 'typescript')

it.each(excerpts.map(each => [each.words[0], each] as const))('%s holds the row that is shown', (path, { code }) => {
  expect(condensed(readFileSync(join(root, path!), 'utf8'))).toContain(condensed(code))
})

it('shows one row of every table', () => {
  expect(excerpts.map(({ words }) => words[0])).toEqual([
    'src/graph/tensor.ts',
    'src/graph/shapes.ts',
    'src/graph/gradient-rules.ts',
    'src/onnx/lowering.ts',
    'src/graph/operators.ts',
    'test/oracle/cases.ts',
  ])
})

it('draws the operators of the graph that it builds', () => {
  const drawn = Array.from(read('docs/engine.svg').matchAll(/class="op"[^>]*>(\w+)</g), ([, op]) => op)
  const [example] = snippets('docs/engine.md').filter(({ language }) => language === 'ts')
  const listed = example!.code
    .trimEnd()
    .match(/ \/\/ (.+)$/)![1]!
    .split(' ')
  // The gradients of mean and square are two multiplications by numbers, drawn as one.
  expect([...drawn, 'mul'].toSorted()).toEqual(listed.toSorted())
})
