import { headingOfOthers, isHidden, isInlineMark, verdictOfNames } from './rules.ts'
import { countChildren, descendants, headings, isElement, type PageElement, textOf } from './tree.ts'

/** Elements that make a block of their own, and may therefore be furniture by their name. */
const blocks: ReadonlySet<string> = new Set(
  'div section ul ol table form header footer nav aside main article menu fieldset details center address'.split(' '),
)
/** Parts of a text: their ids name their subject, so only their classes are believed. */
const parts: ReadonlySet<string> = new Set('p li dl dt dd tr td th tbody thead pre blockquote figure'.split(' '))

/**
 * Removes from a counted tree what is not text of the page by its element, role, id, class or because it is hidden:
 * navigation, menus, footers, forms, marks for the mouse. What holds most of the page is never removed by its name.
 */
export function pruneFurniture(page: PageElement): void {
  const total = { letters: page.letters, plain: page.letters - page.linked }
  prune(page, total, false)
}

function isArticle({ name, attributes }: PageElement): boolean {
  return name === 'article' || name === 'main' || name === 'blockquote' || attributes.role === 'main'
}

interface Total {
  readonly letters: number
  readonly plain: number
}

/** Where an element stands. */
interface Place {
  readonly inArticle: boolean
  /** Whether a paragraph stands directly beside it. */
  amongParagraphs(): boolean
}

function prune(element: PageElement, total: Total, inArticle: boolean): void {
  let changed = false
  let besideParagraph: boolean | undefined
  const place: Place = { inArticle, amongParagraphs: () => (besideParagraph ??= holdsParagraph(element)) }
  const kept = []
  for (const child of element.children) {
    if (!isElement(child)) kept.push(child)
    else if (isFurniture(child, total, place)) changed = true
    else {
      const { letters } = child
      if (child.children.length > 0) prune(child, total, inArticle || isArticle(child))
      changed ||= child.letters !== letters
      kept.push(child)
    }
  }
  if (!changed) return
  element.children = kept
  countChildren(element)
}

function isFurniture(element: PageElement, total: Total, { inArticle, amongParagraphs }: Place): boolean {
  const { name, attributes, letters, linked } = element
  if (name === 'title' || name === 'input' || name === 'option' || name === 'meta' || name === 'link') return true
  if (name === 'a' && linked > 0 && linked <= 2 && /^[\s¶#§🔗⚓∞^]*$/u.test(textOf(element))) return true
  if (isHidden(attributes)) return letters < total.letters / 2
  const block = blocks.has(name)
  if (!block && !parts.has(name)) return isInlineMark(attributes)
  const plain = letters - linked
  const density = letters === 0 ? 0 : linked / letters
  const small = plain < total.plain * 0.3
  const links = density > 0.5 && letters < total.letters * 0.95
  if (name === 'nav' || name === 'menu') return links || plain < total.plain * 0.6
  if (name === 'footer') return inArticle ? small && (density > 0.3 || letters < 400) : plain < total.plain * 0.7
  if (name === 'header' && !inArticle && small && !contains(element, /^h[12]$/)) return true
  if (name === 'form' && small && plain < 400) return true
  const verdict = verdictOfNames(named(element, block))
  const minor = links || plain < total.plain * 0.6
  if (verdict === 'furniture') return minor
  if (verdict === 'beside' || name === 'aside') return minor && !(density < 0.3 && (inArticle || amongParagraphs()))
  if (verdict !== 'suspect' || !block || !minor) return false
  const title = firstHeading(element)
  return title === undefined ? small && (density > 0.4 || letters < 150) : headingOfOthers.test(title)
}

/** Whether an element has paragraphs of its own: columns of a page have blocks beside them, not paragraphs. */
function holdsParagraph({ children }: PageElement): boolean {
  return children.some(
    child =>
      isElement(child) &&
      child.letters >= 80 &&
      child.linked < child.letters * 0.3 &&
      !child.children.some(inner => isElement(inner) && inner.breaks),
  )
}

/** The names that count: not an id that only repeats the heading below it, as generators of documents make them. */
function named(element: PageElement, block: boolean): Readonly<Record<string, string>> {
  const { id, class: classes = '', role = '' } = element.attributes
  if (id === undefined || id === '') return element.attributes
  const repeats = () => slug(firstHeading(element) ?? '') === slug(id)
  return !block || /\d$/.test(id) || repeats() ? { class: classes, role } : element.attributes
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

function firstHeading(element: PageElement): string | undefined {
  for (const inner of descendants(element)) if (headings.has(inner.name)) return textOf(inner).trim()
  return undefined
}

function contains(element: PageElement, pattern: RegExp): boolean {
  for (const { name } of descendants(element)) if (pattern.test(name)) return true
  return false
}
