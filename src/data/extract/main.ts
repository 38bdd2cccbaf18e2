import { headingOfOthers, lineOfFurniture } from './rules.ts'
import { countChildren, eachElement, headings, isElement, type PageElement, type PageNode, textOf } from './tree.ts'

/** Above this share of letters in links a block is a list of links rather than text about something. */
const dense = 0.65
/** A child that holds so much of its parent's text stands for it. */
const most = 0.85
/** What trimming looks into: never into a paragraph or a list. */
const containers: ReadonlySet<string> = new Set('#page html body div section article main center form'.split(' '))
const lineElements: ReadonlySet<string> = new Set('p div li span a b i em strong small center font td dd'.split(' '))

/**
 * The blocks of a page that are its main text, in order: found by following most of the text downward from the root (or
 * from what the page itself marks as main), then by trimming lists of links and lines of furniture from both ends.
 *
 * @param page  counted, and without what is furniture by name
 */
export function mainBlocks(page: PageElement): PageElement[] {
  const start = marked(page) ?? page
  const besides: { before: PageElement[]; after: PageElement[] }[] = []
  let main = start
  for (;;) {
    const next = heir(main)
    if (!next) break
    besides.push(neighbours(main, next))
    main = next
  }
  const isIndex = main.linked > main.letters * 0.5
  if (!isIndex) {
    removeOtherLists(main)
    trimStart(main)
    trimEnd(main)
  }
  return [...besides.flatMap(({ before }) => before), main, ...besides.toReversed().flatMap(({ after }) => after)]
}

/** Letters of text, links counted at a fraction: they are text too where a page is all links. */
function mass(element: PageElement): number {
  return element.letters - 0.7 * element.linked
}

/** The largest element that says it is the main part, if it holds a good part of the text. */
function marked(page: PageElement): PageElement | undefined {
  let best: PageElement | undefined
  eachElement(page, element => {
    const { name, attributes } = element
    const says =
      name === 'main' || name === 'article' || attributes.role === 'main' || attributes.itemprop === 'articleBody'
    if (says && mass(element) > mass(page) * 0.4 && (!best || mass(element) > mass(best))) best = element
  })
  return best
}

/** The child that holds most of the text. */
function heir(element: PageElement): PageElement | undefined {
  const whole = mass(element)
  if (whole === 0) return undefined
  for (const child of element.children)
    if (
      isElement(child) &&
      mass(child) >= whole * most &&
      !/^(?:p|pre|table|ul|ol|dl|blockquote|h[1-6]|a)$/.test(child.name)
    )
      return child
  return undefined
}

/** Headings and prose beside the child that was followed; after a heading also what is short. */
function neighbours(parent: PageElement, heir: PageElement): { before: PageElement[]; after: PageElement[] } {
  const [before, after]: [PageElement[], PageElement[]] = [[], []]
  let headed = false
  let passed = false
  for (const child of parent.children) {
    if (!isElement(child)) continue
    if (child === heir) passed = true
    else if (isText(child, headed && !passed)) {
      headed ||= headings.has(child.name)
      ;(passed ? after : before).push(child)
    }
  }
  return { before, after }
}

function isText(element: PageElement, short: boolean): boolean {
  if (element.letters === 0 || isLineOfFurniture(element)) return false
  if (headings.has(element.name)) return /^h[12]$/.test(element.name)
  return short ? !isList(element) : element.linked < element.letters * 0.3 && element.letters >= 60
}

/** Removes lists that lead to other pages, with their headings, and tables of contents of this page. */
function removeOtherLists(element: PageElement): void {
  let changed = false
  let previous: PageElement | undefined
  const kept: PageElement['children'] = []
  for (const child of element.children) {
    if (!isElement(child) || child.letters === 0) {
      kept.push(child)
      continue
    }
    const underOthers = previous && headings.has(previous.name) && headingOfOthers.test(textOf(previous).trim())
    if (isList(child) && (underOthers || isContents(child))) {
      if (
        previous &&
        (underOthers || /^(?:table of )?contents$|^on this page$|^目录$|^目錄$/i.test(textOf(previous).trim()))
      ) {
        kept.splice(kept.lastIndexOf(previous), 1)
        previous = undefined
      }
      changed = true
      continue
    }
    const { letters } = child
    removeOtherLists(child)
    changed ||= letters !== child.letters
    kept.push(child)
    previous = child
  }
  if (!changed) return
  element.children = kept
  countChildren(element)
}

function isList(element: PageElement): boolean {
  return element.links >= 2 && element.linked > element.letters * dense
}

/** A list of links into this page. */
function isContents(element: PageElement): boolean {
  if (element.links < 3 || element.name === 'p') return false
  let inside = 0
  eachElement(element, ({ name, attributes }) => {
    if (name === 'a' && attributes.href?.startsWith('#')) inside++
  })
  return inside > element.links * 0.8
}

/** Removes lists of links and furniture before the first prose. @returns whether prose was met */
function trimStart(element: PageElement): boolean {
  let met = false
  const kept: PageElement['children'] = []
  for (const child of element.children) {
    if (met || !isElement(child) || child.letters === 0) {
      met ||= !isElement(child) && child.trim().length > 40
      kept.push(child)
    } else if (headings.has(child.name)) kept.push(child)
    else if (isList(child) || isLineOfFurniture(child)) continue
    else {
      const found = containers.has(child.name) && trimStart(child)
      met = found || isProse(child)
      kept.push(child)
    }
  }
  element.children = kept
  countChildren(element)
  return met
}

function isProse(element: PageElement): boolean {
  return element.letters - element.linked >= 40
}

/** Removes lists of links and furniture after the last prose, unless a heading of the text stands over them. */
function trimEnd(element: PageElement): void {
  const { children } = element
  for (let last = children.length - 1; last >= 0; last--) {
    const child = children[last]!
    if (!isElement(child)) {
      if (child.trim() !== '') break
      continue
    }
    if (child.letters === 0) continue
    const before = lastBefore(children, last)
    const headed = [before, firstChild(child)].some(node => node && isElement(node) && isOwnHeading(node))
    if (isLineOfFurniture(child) || (isList(child) && !headed)) {
      children.splice(last, 1)
      continue
    }
    if (!headed && containers.has(child.name)) trimEnd(child)
    break
  }
  countChildren(element)
}

/** The last node before a place that is not empty. */
function lastBefore(children: readonly PageNode[], end: number): PageNode | undefined {
  for (let at = end - 1; at >= 0; at--) {
    const node = children[at]!
    if (isElement(node) ? node.letters > 0 : node.trim() !== '') return node
  }
  return undefined
}

function firstChild(element: PageElement): PageNode | undefined {
  return element.children.find(node => (isElement(node) ? node.letters > 0 : node.trim() !== ''))
}

function isOwnHeading(element: PageElement): boolean {
  return headings.has(element.name) && element.linked === 0 && !headingOfOthers.test(textOf(element).trim())
}

function isLineOfFurniture(element: PageElement): boolean {
  return element.letters < 160 && lineElements.has(element.name) && lineOfFurniture.test(textOf(element).trim())
}
