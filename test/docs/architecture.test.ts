import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { layers } from '../../tools/layers.ts'
import { prose, root } from './markdown.ts'

const paths = (page: string) =>
  Array.from(prose(page).matchAll(/`((?:src|test|tools|recipes|bench|docs)\/[^`\s]*)`/g), ([, path = '']) => path)

describe.each(['ARCHITECTURE.md', 'ARCHITECTURE.zh-CN.md'])('%s', page => {
  it('names files that are there', () => {
    expect(paths(page).length).toBeGreaterThan(50)
    expect(paths(page).filter(path => !existsSync(join(root, path)))).toEqual([])
  })

  it('has the table of layers that is checked', () => {
    const rows = Array.from(prose(page).matchAll(/^\| `(\w+)` \| [^|]+ \|([^|]*)\|$/gm), ([, folder, allowed = '']) => [
      folder,
      Array.from(allowed.matchAll(/`(\w+)`/g), ([, name]) => name).toSorted(),
    ])
    expect(rows).toEqual(Object.entries(layers).map(([folder, allowed]) => [folder, [...allowed].toSorted()]))
  })
})

it('both languages name the same files in the same order', () => {
  expect(paths('ARCHITECTURE.zh-CN.md')).toEqual(paths('ARCHITECTURE.md'))
})
