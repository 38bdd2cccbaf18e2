/**
 * Real pages with known main text: documentation as Debian packages it. The extractor was written against the sites for
 * development. Those of the report were looked at to write down what their main text is, and once for faults that are
 * not theirs alone; the control was not looked at before its figures were known.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { random } from '../../src/random/index.ts'
import type { MainText } from './reference.ts'

export interface Site extends MainText {
  readonly name: string
  readonly use: 'development' | 'report' | 'control'
  /** Below a folder that Debian packages were unpacked to. */
  readonly folder: string
  /** Which of its HTML files are pages: no frames, indexes made by machines, or lists of everything. */
  readonly pages: RegExp
}

export const sites: readonly Site[] = [
  {
    name: 'cppreference',
    use: 'development',
    folder: 'usr/share/cppreference/doc/html/en',
    pages: /^c(?:pp)?\/.*\.html$/,
    include: '#content',
    exclude:
      '#siteSub, #contentSub, .t-navbar, #toc, .toc, .editsection, #catlinks, .printfooter, [style*="display:none"]',
  },
  {
    name: 'libreoffice',
    use: 'development',
    folder: 'usr/share/libreoffice/help/en-US/text',
    pages: /\.html$/,
    include: '#DisplayArea',
    exclude: '[hidden], .noteicon, .relatedtopics, #SearchFrame, #DonationFrame',
  },
  {
    name: 'libreoffice-zh',
    use: 'development',
    folder: 'usr/share/libreoffice/help/zh-CN/text',
    pages: /\.html$/,
    include: '#DisplayArea',
    exclude: '[hidden], .noteicon, .relatedtopics, #SearchFrame, #DonationFrame',
  },
  {
    name: 'python',
    use: 'report',
    folder: 'usr/share/doc/python3.11/html',
    pages: /^(?!genindex|py-modindex|search|_)[\w-]+(?:\/[\w.-]+)*\.html$/,
    include: 'div.body',
    exclude: '.headerlink, nav.contents, div.contents',
  },
  {
    name: 'debian-handbook',
    use: 'report',
    folder: 'usr/share/doc/debian-handbook/html',
    pages: /^(?:en-US|zh-CN|de-DE|fr-FR|ja-JP|ru-RU)\/(?!index|ix01)[\w.-]+\.html$/,
    include: 'body',
    exclude: '#banner, #title, .docnav, .toc',
  },
  {
    name: 'sqlite',
    use: 'report',
    folder: 'usr/share/doc/sqlite3',
    pages: /^(?:c3ref\/|releaselog\/|session\/)?(?!index|sitemap|keyword_index|doclist|hlr)[\w-]+\.html$/,
    include: 'body',
    exclude: '.nosearch > a, .tagline, .menu, .searchmenu, .fancy_toc, button, svg',
    without: [
      'This page last modified on',
      'See also lists of Objects, Constants, and Functions',
      'Other lists:',
      'A complete list of SQLite releases in a single page',
      'SQLite C Interface',
      'Session Module C Interface',
    ],
  },
  {
    name: 'postgresql',
    use: 'control',
    folder: 'usr/share/doc/postgresql-doc-15/html',
    pages: /^(?!index|bookindex|biblio)[\w-]+\.html$/,
    include: 'body',
    exclude: '.navheader, .navfooter, .toc',
  },
]

/** Where Debian packages were unpacked: INSTAR_DEBIAN, else the system itself, if it has this site. */
export function siteFolder(site: Site): string | undefined {
  const [first] = checkedPages(site)
  return [process.env.INSTAR_DEBIAN, '/']
    .filter(folder => folder !== undefined)
    .map(folder => join(folder, site.folder))
    .find(folder => existsSync(first ? join(folder, first.page) : folder)) // the system may have the folder without the pages
}

/** Pages of a site drawn by chance, the same ones everywhere. */
export function drawPages(site: Site, folder: string, count: number): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => site.pages.test(name))
    .sort()
  return random('extract', site.name).shuffle(names).slice(0, count).sort()
}

export interface CheckedPage {
  readonly page: string
  /** The first and last words of its main text, white space collapsed. */
  readonly begins: string
  readonly ends: string
}

/** Pages that were read from top to bottom to see that the site's rule gives their main text and nothing else. */
export function checkedPages(site: Site): readonly CheckedPage[] {
  const all: Record<string, CheckedPage[]> = JSON.parse(readFileSync(join(import.meta.dirname, 'checked.json'), 'utf8'))
  return all[site.name] ?? []
}
