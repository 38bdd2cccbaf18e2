import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { random } from '../../src/random/index.ts'
import { type Site, siteFolder, sites } from '../extract/sites.ts'

/** A page of a Debian package. */
export interface Page {
  readonly site: Site
  readonly path: string
  /** Below the site's folder. */
  readonly name: string
  /** The same for a page and its translations. */
  readonly work: string
  /** Where it comes from, as the table of what is in a corpus has it. */
  readonly origin: string
}

/** Pages set apart, by site; of those in two languages the same ones. */
const heldOutPages: Readonly<Record<string, number>> = {
  cppreference: 20,
  libreoffice: 40,
  python: 10,
  'debian-handbook': 12,
  sqlite: 12,
  postgresql: 20,
}

/** Every page of every site that is there, indexes and lists included, in an order drawn by chance. */
export function allPages(): Page[] {
  const pages = sites.flatMap(site => {
    const folder = siteFolder(site)
    if (folder === undefined) return []
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.html'))
      .sort()
      .map(name => ({ site, path: join(folder, name), name, work: workOf(site, name), origin: originOf(site, name) }))
  })
  return random('cleaning', 'pages').shuffle(pages)
}

/** Works that are set apart before anything else is done. */
export function heldOutWorks(pages: readonly Page[]): Set<string> {
  const works = Object.entries(heldOutPages).flatMap(([name, count]) => {
    const eligible = pages.filter(({ site, name: page }) => site.name === name && site.pages.test(page))
    const names = [...new Set(eligible.map(({ work }) => work))].sort()
    return random('cleaning', 'held-out', name).shuffle(names).slice(0, count)
  })
  return new Set(works)
}

function workOf({ name: site }: Site, page: string): string {
  if (site === 'debian-handbook') return `${site}/${page.slice(page.indexOf('/') + 1)}`
  return `${site.replace('-zh', '')}/${page}`
}

function originOf({ name: site }: Site, page: string): string {
  if (site !== 'debian-handbook') return site
  const language = page.slice(0, 2)
  return language === 'en' || language === 'zh' ? `${site}, ${language}` : `${site}, other languages`
}
