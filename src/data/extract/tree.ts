import { Parser } from 'htmlparser2'

/** An element of a page: what extraction needs of it, nothing of its presentation. */
export interface PageElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly parent: PageElement | undefined
  /** Cut down while furniture is removed. */
  children: PageNode[]
  /** Letters of the text below, spaces not counted; a Han character, which says about as much as two, counts as two. */
  letters: number
  /** How many of them stand in links. */
  linked: number
  /** Links below. */
  links: number
  /** Whether it starts a new line, or something below it does. */
  breaks: boolean
}

/** An element or a stretch of text, entities resolved. */
export type PageNode = PageElement | string

export interface ParsedPage {
  readonly root: PageElement
  /** What `<script type="application/ld+json">` holds. */
  readonly linkedData: readonly string[]
}

/** Why a page was not parsed to its end. */
export class PageLimit extends Error {
  readonly reason: string

  constructor(reason: string) {
    super(reason)
    this.reason = reason
  }
}

/**
 * Deeper elements are read as if their tags were absent: their text belongs to the element at this depth. It is what
 * browsers do (512), and lets everything after it recurse.
 */
const treeDepth = 200
/** Beyond this the page is no page: the parser's own stack costs time quadratic in its depth. */
const maximumDepth = 10_000
const maximumElements = 500_000
const sliceCharacters = 1 << 16

/** Elements whose content is never text of the page. */
const withoutText: ReadonlySet<string> = new Set(
  'script style noscript template svg iframe object embed applet canvas audio video map frameset textarea select datalist button'.split(
    ' ',
  ),
)

/**
 * Parses HTML, however broken, into a tree without scripts, styles, pictures and form controls.
 *
 * @throws PageLimit when the page is nested deeper than 10,000 elements or has more than 500,000.
 */
export function parsePage(html: string): ParsedPage {
  const root = element('#page', {}, undefined)
  const linkedData: string[] = []
  let current = root
  let depth = 0
  let open = 0
  let elements = 0
  /** Open elements that have no node: inside something without text, or too deep. */
  let skipped = 0
  let flattened = 0
  let script: string[] | undefined
  const parser = new Parser({
    onopentag(name, attributes) {
      if (++open > maximumDepth) throw new PageLimit(`nested deeper than ${maximumDepth} elements`)
      if (++elements > maximumElements) throw new PageLimit(`more than ${maximumElements} elements`)
      if (skipped > 0 || withoutText.has(name)) {
        if (skipped++ === 0 && name === 'script' && attributes.type?.endsWith('ld+json')) script = []
      } else if (depth >= treeDepth) flattened++
      else {
        const child = element(name, attributes, current)
        current.children.push(child)
        current = child
        depth++
      }
    },
    ontext(text) {
      if (skipped === 0) current.children.push(text)
      else script?.push(text)
    },
    onclosetag() {
      open--
      if (skipped > 0) {
        if (--skipped === 0 && script) {
          linkedData.push(script.join(''))
          script = undefined
        }
      } else if (flattened > 0) flattened--
      else if (current.parent) {
        current = current.parent
        depth--
      }
    },
  })
  for (let at = 0; at < html.length; at += sliceCharacters) parser.write(html.slice(at, at + sliceCharacters))
  parser.end()
  return { root, linkedData }
}

function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  parent: PageElement | undefined,
): PageElement {
  return { name, attributes, parent, children: [], letters: 0, linked: 0, links: 0, breaks: false }
}

export const headings: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'])

/** Elements that stand on lines of their own. */
const blockElements: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table ' +
    'tbody td tfoot th thead tr ul #page'
  ).split(' '),
)

/** Counts letters and links of an element from its children, which have been counted. */
export function countChildren(element: PageElement): void {
  let [letters, linked, links] = [0, 0, 0]
  let breaks = blockElements.has(element.name)
  for (const child of element.children)
    if (isElement(child)) {
      breaks ||= child.breaks
      letters += child.letters
      linked += child.linked
      links += child.links
    } else letters += lettersOf(child)
  element.letters = letters
  element.breaks = breaks
  const link = element.name === 'a' && 'href' in element.attributes
  element.linked = link ? letters : linked
  element.links = links + (link ? 1 : 0)
}

/** Counts letters and links of an element and everything below. */
export function countAll(element: PageElement): void {
  for (const child of element.children) if (isElement(child)) countAll(child)
  countChildren(element)
}

function lettersOf(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 32 && code !== 0xa0) count += code >= 0x2e80 && code < 0xe000 ? 2 : 1
  }
  return count
}

export function isElement(node: PageNode): node is PageElement {
  return typeof node !== 'string'
}

/** All text below a node, as it stands in the page. */
export function textOf(node: PageNode): string {
  if (!isElement(node)) return node
  let text = ''
  for (const child of node.children) text += isElement(child) ? textOf(child) : child
  return text
}

/** Calls a function with every element below a node, in the order of the page. */
export function eachElement(node: PageElement, visit: (element: PageElement) => void): void {
  for (const child of node.children)
    if (isElement(child)) {
      visit(child)
      eachElement(child, visit)
    }
}

/** The elements below a node, in the order of the page, for those who look for one and stop: it is slower. */
export function* descendants(node: PageElement): Generator<PageElement> {
  const open = [{ children: node.children, next: 0 }] // not by recursion: every level would be passed through
  while (open.length > 0) {
    const level = open.at(-1)!
    const child = level.children[level.next++]
    if (child === undefined) open.pop()
    else if (isElement(child)) {
      yield child
      open.push({ children: child.children, next: 0 })
    }
  }
}
