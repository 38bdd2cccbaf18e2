import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { anchors, pages, prose, root } from './markdown.ts'

/** Targets of links and images, in Markdown and in HTML. */
function targets(page: string): string[] {
  const text = prose(page).replaceAll(/`[^`\n]*`/g, '')
  const found = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/(?:src|href|srcset)="([^"]+)"/g)]
  return found.map(match => match[1]!)
}

describe.each(pages)('%s', page => {
  it('links to what is there', () => {
    const broken = targets(page)
      .filter(target => !/^(https?|mailto):/.test(target))
      .filter(target => {
        const [path = '', anchor] = target.split('#')
        const file = path === '' ? page : join(dirname(page), path).replaceAll('\\', '/')
        if (!existsSync(join(root, file))) return true
        return anchor !== undefined && file.endsWith('.md') && !anchors(file).includes(decodeURIComponent(anchor))
      })
    expect(broken).toEqual([])
  })
})

it('reads the pages that matter', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']))
  expect(targets('README.md').length).toBeGreaterThan(3)
})
