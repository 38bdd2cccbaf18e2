import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where Debian packages were unpacked (INSTAR_DEBIAN) or installed, if it has this folder. */
export function debianFolder(path: string): string | undefined {
  return [process.env.INSTAR_DEBIAN, '/']
    .filter(folder => folder !== undefined)
    .map(folder => join(folder, path))
    .find(existsSync)
}

/** Folder of a package's pages, below the root of the file system. */
const sites: readonly string[] = [
  'usr/share/doc/debian-handbook/html/en-US',
  'usr/share/doc/python3.11/html/library',
  'usr/share/doc/postgresql-doc-15/html',
  'usr/share/libreoffice/help/en-US/text/swriter/guide',
]

/**
 * English pages for filters to judge: everything that a page says, menus and code included, one block to a line, cut to
 * 3,300 characters. Taken evenly from each site.
 */
export function englishPages(count: number): string[] {
  const folders = sites.map(debianFolder).filter(folder => folder !== undefined)
  return folders.flatMap(folder => {
    const names = readdirSync(folder).filter(name => name.endsWith('.html'))
    const wanted = Math.min(names.length, Math.floor(count / folders.length))
    return Array.from({ length: wanted }, (_, i) => names[Math.floor((i * names.length) / wanted)]!)
      .map(name => pageText(readFileSync(join(folder, name), 'utf8')).slice(0, 3300))
      .filter(text => text.length > 200)
  })
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  para: '',
  '#160': ' ',
}

/** All text of a page, without regard to what is text and what is furniture. */
export function pageText(html: string): string {
  return html
    .replace(/<(script|style|head)\b.*?<\/\1>/gis, '')
    .replace(/\s+/g, ' ')
    .replace(/<\/?(p|div|li|tr|h\d|pre|br|dt|dd|table|ul|ol)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(#?\w+);/g,
      (whole, name: string) =>
        entities[name] ?? (/^#\d+$/.test(name) ? String.fromCodePoint(Number(name.slice(1))) : whole),
    )
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
