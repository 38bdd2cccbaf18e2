import { eachElement, isElement, type PageElement, type ParsedPage, textOf } from './tree.ts'

export interface PageMetadata {
  readonly title?: string | undefined
  readonly language?: string | undefined
  readonly date?: string | undefined
  /** What links are relative to. */
  readonly base?: string | undefined
}

/** Metas that hold a day of publication, the surest first. */
const dateNames = [
  'article:published_time',
  'og:published_time',
  'datepublished',
  'dc.date.issued',
  'dcterms.issued',
  'dcterms.created',
  'dc.date.created',
  'dc.date',
  'pubdate',
  'publishdate',
  'publish_date',
  'citation_publication_date',
  'parsely-pub-date',
  'sailthru.date',
  'date',
]

/** What a page says about itself: title, language, date, base address. */
export function metadataOf({ root, linkedData }: ParsedPage, url: string | undefined): PageMetadata {
  const metas = new Map<string, string>()
  let [title, heading, language, time, base]: (string | undefined)[] = []
  eachElement(root, element => {
    const { name, attributes } = element
    if (name === 'meta') {
      const key = (
        attributes.property ??
        attributes.name ??
        attributes['http-equiv'] ??
        attributes.itemprop
      )?.toLowerCase()
      if (key && attributes.content && !metas.has(key)) metas.set(key, attributes.content)
    } else if (name === 'title') title ??= line(element)
    else if (name === 'h1') heading ??= line(element)
    else if (name === 'base') base ??= attributes.href
    else if (name === 'time') {
      if ('pubdate' in attributes || attributes.itemprop === 'datePublished') time ??= attributes.datetime
    } else if (name === 'html' || name === 'body') language ??= attributes.lang || attributes['xml:lang']
  })
  const published = /"datePublished"\s*:\s*"([^"]{8,40})"/.exec(linkedData.join('\n'))?.[1]
  const dates = [published, ...dateNames.map(name => metas.get(name)), time, dateInAddress(url)]
  return {
    title: titleOf(metas.get('og:title') ?? metas.get('dc.title'), title, heading),
    language: languageTag(language || metas.get('content-language') || metas.get('og:locale')),
    date: dates.map(day).find(found => found !== undefined),
    base: base === undefined ? url : (URL.parse(base, url)?.href ?? url),
  }
}

function line(element: PageElement): string | undefined {
  const text = element.children.map(child => (isElement(child) ? textOf(child) : child)).join('')
  return text.replace(/[\s¶]+/g, ' ').trim() || undefined
}

/** The heading where the page's title repeats it beside the name of the site. */
function titleOf(
  given: string | undefined,
  title: string | undefined,
  heading: string | undefined,
): string | undefined {
  if (given) return given.trim()
  if (title === undefined) return heading
  if (heading && heading.length >= 3 && title.toLowerCase().includes(heading.toLowerCase())) return heading
  const [first, ...rest] = title.split(/\s+[|–—·»:-]\s+/)
  return rest.length === 1 && first!.length >= rest[0]!.length ? first! : title
}

function languageTag(found: string | undefined): string | undefined {
  const tag = found?.trim().replace('_', '-').toLowerCase()
  return tag && /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/.test(tag) ? tag : undefined
}

/** `2020/05/17` in an address. */
function dateInAddress(url: string | undefined): string | undefined {
  const found = /\/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?:\/|-|$)/.exec(url ?? '')
  return found ? `${found[1]}-${found[2]}-${found[3]}` : undefined
}

/** The day of a date as pages write it, if it is one: ISO first, then what the engine reads. */
function day(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const iso = /^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/.exec(text)
  const time = iso ? Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3])) : Date.parse(text)
  const year = new Date(time).getUTCFullYear()
  return year >= 1990 && year < 2100 ? new Date(time).toISOString().slice(0, 10) : undefined
}
