import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** A fenced piece of code: ```` ```ts runs ```` has the language `ts` and the word `runs`. */
export interface Snippet {
  readonly page: string
  readonly line: number
  readonly language: string
  readonly words: readonly string[]
  readonly code: string
}

/** Paths of all pages of the project, relative to its root. */
export const pages: readonly string[] = [
  ...globSync('*.md', { cwd: root }),
  ...globSync('{docs,recipes,bench,examples,test,src}/**/*.md', { cwd: root, exclude: ['**/node_modules'] }),
]
  .map(path => path.replaceAll('\\', '/'))
  .toSorted()

export function read(page: string): string {
  return readFileSync(resolve(root, page), 'utf8')
}

const fence = /^```(.*)\n([\s\S]*?)^```$/gm

export function snippets(page: string): Snippet[] {
  const text = read(page)
  return Array.from(text.matchAll(fence), ({ 1: info = '', 2: code = '', index }) => {
    const [language = '', ...words] = info.trim().split(/\s+/)
    return { page, line: text.slice(0, index).split('\n').length, language, words, code }
  })
}

/** A page without its code. */
export function prose(page: string): string {
  return read(page).replaceAll(fence, '')
}

/** The anchors that GitHub gives the headings of a page. */
export function anchors(page: string): string[] {
  return Array.from(prose(page).matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )
}
