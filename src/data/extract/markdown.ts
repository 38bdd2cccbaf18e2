import { tableMarkdown } from './table.ts'
import { headings, isElement, type PageElement, type PageNode, textOf } from './tree.ts'

/** How links are written: the address as it is to stand in the text; undefined leaves the words alone. */
export type LinkAddress = (href: string) => string | undefined

const emphasis: Readonly<Record<string, string>> = { b: '**', strong: '**', i: '*', em: '*' }
const code: ReadonlySet<string> = new Set(['code', 'tt', 'kbd', 'samp'])
const lists: ReadonlySet<string> = new Set(['ul', 'ol', 'menu', 'dir'])

/** Markdown of blocks, one blank line between them: headings, lists, tables, code, quotations, links, emphasis. */
export function markdown(elements: readonly PageElement[], address: LinkAddress): string {
  return elements.flatMap(element => blocksOf(element, address)).join('\n\n')
}

/** The blocks of an element, each a string without blank lines around it. */
function blocksOf(element: PageElement, address: LinkAddress): string[] {
  if (element.letters === 0) return []
  const { name } = element
  if (headings.has(name)) {
    const line = inlineText([element], address).replaceAll('\n', ' ')
    return line === '' ? [] : [`${'#'.repeat(Number(name[1]))} ${line}`]
  }
  if (name === 'pre') return codeBlock(element)
  if (name === 'table') return tableMarkdown(element, child => blocksOf(child, address))
  if (lists.has(name) && !isNestedTooDeep(element)) return listOf(element, address)
  if (name === 'blockquote' && !isNestedTooDeep(element)) return prefixed('> ', '> ', childBlocks(element, address))
  if (name === 'dd' && !isNestedTooDeep(element)) return prefixed(': ', '  ', childBlocks(element, address))
  return childBlocks(element, address)
}

/** Blocks of the children; text and inline elements between them make paragraphs. */
function childBlocks(element: PageElement, address: LinkAddress): string[] {
  const blocks: string[] = []
  let line: PageNode[] = []
  const flush = () => {
    if (line.length === 0) return
    const text = inlineText(line, address)
    if (text !== '') blocks.push(text)
    line = []
  }
  for (const child of element.children) {
    if (isElement(child) && child.breaks) {
      flush()
      blocks.push(...blocksOf(child, address))
    } else line.push(child)
  }
  flush()
  return blocks
}

/** Inline nodes as one paragraph: white space collapsed, line breaks kept. */
function inlineText(nodes: readonly PageNode[], address: LinkAddress): string {
  let text = ''
  for (const node of nodes) text += inline(node, address)
  if (text.includes('  ')) text = text.replace(/ {2,}/g, ' ')
  if (text.includes('\n')) text = text.replace(/ ?\n ?/g, '\n')
  return text.trim()
}

/** White space that is not one plain space already: most of it is, and replacing it by itself costs the most. */
const looseSpace = / \s+|[^\S ]\s*/g

function inline(node: PageNode, address: LinkAddress): string {
  if (!isElement(node)) return node.replace(looseSpace, ' ').replace(/[\u200b\u00ad\ufeff]+/g, '')
  const { name, attributes } = node
  if (name === 'br') return '\n'
  if (name === 'rt' || name === 'rp') return ''
  if (name === 'math' && attributes.alttext) return `$${attributes.alttext}$`
  if (node.letters === 0) return node.children.length > 0 && /\s/.test(textOf(node)) ? ' ' : ''
  if (code.has(name) && !node.breaks) return wrapped(collapsed(node), '`')
  let text = ''
  for (const child of node.children) text += inline(child, address)
  if (name === 'sup' && /^\s*(?:[-+−]?\d{1,3}|[a-z])\s*$/.test(text) && node.links === 0) return `^${text.trim()}`
  if (name === 'a') return link(text, attributes.href, address)
  const mark = emphasis[name]
  return mark === undefined || text.includes('\n') || text.includes(mark) ? text : wrapped(text, mark)
}

/** Marks around the words, the spaces outside. */
function wrapped(text: string, mark: string): string {
  const words = text.trim()
  if (words === '' || words.includes(mark)) return text
  return `${/^\s/.test(text) ? ' ' : ''}${mark}${words}${mark}${/\s$/.test(text) ? ' ' : ''}`
}

function collapsed(node: PageNode): string {
  return textOf(node).replace(looseSpace, ' ')
}

function link(text: string, href: string | undefined, address: LinkAddress): string {
  const words = text.trim()
  if (href === undefined || words === '' || words.includes('](')) return text
  const target = address(href)
  if (target === undefined || target === words) return text
  return `${/^\s/.test(text) ? ' ' : ''}[${words.replaceAll('\n', ' ')}](${target})${/\s$/.test(text) ? ' ' : ''}`
}

function codeBlock(element: PageElement): string[] {
  const text = preformatted(element)
    .replaceAll('\r', '')
    .trimEnd()
    .replace(/^(?:[ \t]*\n)+/, '')
  if (text === '' || isLineNumbers(text)) return []
  const fence = text.includes('```') ? '````' : '```'
  return [`${fence}${codeLanguage(element)}\n${text}\n${fence}`]
}

/** A column of line numbers, as highlighters put it beside code. */
function isLineNumbers(text: string): boolean {
  return text.includes('\n') && text.length < 1e5 && text.split('\n').every(line => /^ *\d* *$/.test(line))
}

function preformatted(node: PageNode): string {
  if (!isElement(node)) return node
  if (node.name === 'br') return '\n'
  let text = ''
  for (const child of node.children) text += preformatted(child)
  return text
}

/** The language that a highlighter noted on the block, its code or its parents. */
function codeLanguage(element: PageElement): string {
  const inner = element.children.find(isElement)
  for (const place of [inner, element, element.parent, element.parent?.parent]) {
    const found = /(?:^|\s)(?:language|lang|highlight|source|brush:)-?\s?([a-z][\w+#-]*)/i.exec(
      place?.attributes.class ?? '',
    )
    if (found && !/^(?:default|none|text|source|notranslate)$/i.test(found[1]!)) return found[1]!.toLowerCase()
  }
  return ''
}

/** Deeper lists and quotations are not set in: every line would begin with all of it. */
const deepestIndent = 10

function isNestedTooDeep(element: PageElement): boolean {
  let levels = 0
  for (let outer = element.parent; outer; outer = outer.parent)
    if (/^(?:ul|ol|menu|dir|blockquote|dd)$/.test(outer.name)) levels++
  return levels > deepestIndent
}

function listOf(element: PageElement, address: LinkAddress): string[] {
  const items: string[] = []
  let number = Number(element.attributes.start ?? 1) || 1
  for (const child of element.children) {
    if (!isElement(child)) {
      const text = inlineText([child], address)
      if (text !== '') items.push(text)
      continue
    }
    const blocks = child.name === 'li' ? childBlocks(child, address) : blocksOf(child, address)
    if (blocks.length === 0) continue
    const mark = element.name === 'ol' ? `${number++}. ` : '- '
    if (child.name === 'li') items.push(...prefixed(mark, ' '.repeat(mark.length), blocks))
    else items.push(...prefixed(items.length > 0 ? '  ' : '', '  ', blocks))
  }
  return items.length > 0 ? [items.join('\n')] : []
}

/** Blocks as one, the first line after one prefix and the others after another. */
function prefixed(first: string, rest: string, blocks: readonly string[]): string[] {
  if (blocks.length === 0) return []
  const lines = joined(blocks).split('\n')
  return [lines.map((line, at) => (at === 0 ? first + line : line === '' ? rest.trimEnd() : rest + line)).join('\n')]
}

/** A list follows the line above it without a blank line. */
function joined(blocks: readonly string[]): string {
  let text = ''
  for (const [at, block] of blocks.entries()) {
    if (at > 0) text += /^(?:- |\d+\. )/.test(block) ? '\n' : '\n\n'
    text += block
  }
  return text
}
