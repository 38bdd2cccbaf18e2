import { parseHTML } from 'linkedom'

/** What is main text on a page. */
export interface MainText {
  /** CSS selector of the elements that hold it. */
  readonly include: string
  /** CSS selector of what inside them is none. */
  readonly exclude: string
  /** First words of paragraphs and headings that are none either: lines of furniture that have no class of their own. */
  readonly without?: readonly string[]
}

const inline = new Set(
  'A ABBR B BDI BDO CITE CODE DATA DEL DFN EM FONT I INS KBD LABEL MARK Q S SAMP SMALL SPAN STRONG SUB SUP TIME TT U VAR WBR'.split(
    ' ',
  ),
)

/** The main text of a page, with white space at the edges of blocks. */
export function referenceText(html: string, { include, exclude, without = [] }: MainText): string {
  const { document } = parseHTML(html)
  for (const element of document.querySelectorAll(`script, style, ${exclude}`)) element.remove()
  for (const element of document.querySelectorAll('p, h1, h2, h3, li'))
    if (without.some(words => collapsed(element.textContent ?? '').startsWith(words))) element.remove()
  const found = [...document.querySelectorAll(include)]
  const outermost = found.filter(element => !found.some(other => other !== element && other.contains(element)))
  return outermost.map(textWithin).join('\n')
}

export function collapsed(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** The parts of a DOM node that are read here, whoever made it. */
interface DomNode {
  readonly nodeType: number
  readonly nodeName: string
  readonly textContent: string | null
  readonly childNodes: Iterable<DomNode>
}

function textWithin(node: DomNode): string {
  if (node.nodeType === 3) return node.textContent ?? ''
  if (node.nodeType !== 1) return ''
  const text = Array.from(node.childNodes, textWithin).join('')
  return inline.has(node.nodeName) ? text : `\n${text}\n`
}
