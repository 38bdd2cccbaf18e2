import { Parser } from 'htmlparser2'

const silent = new Set(['script', 'style', 'head', 'template'])
const blocks = new Set(
  (
    'address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead title tr ul'
  ).split(' '),
)

/**
 * All text of a page as a browser shows it, one block to a line, white space as it is in listings only; without regard to
 * what is text and what is furniture. Raw pages and held-out pages are written like this, so that neither has a form of
 * its own.
 */
export function plainText(html: string): string {
  const parts: string[] = []
  let muted = 0
  let listing = 0
  let atStart = true // of a line
  const change = (name: string, by: 1 | -1) => {
    if (silent.has(name)) muted += by
    if (name === 'pre') listing += by
    if (!blocks.has(name)) return
    parts.push('\n')
    atStart = true
  }
  const parser = new Parser({
    onopentag: name => change(name, 1),
    ontext: data => {
      if (muted > 0) return
      const collapsed = listing > 0 ? data : data.replace(/\s+/g, ' ')
      const text = atStart && listing === 0 ? collapsed.trimStart() : collapsed
      parts.push(text)
      if (text !== '') atStart = false
    },
    onclosetag: name => change(name, -1),
  })
  parser.end(html)
  return parts
    .join('')
    .replace(/[ \t\r\u00a0]+$/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trim()
}

/**
 * Markdown as `plainText` would have written it: no marks of headings, lists, quotations, tables, code, links and emphasis,
 * a block or cell to a line.
 */
export function withoutMarks(markdown: string): string {
  const lines: string[] = []
  let fence = ''
  for (const line of markdown.split('\n')) {
    const [, mark] = /^\s*(`{3,})/.exec(line) ?? []
    if (mark && (fence === '' || mark === fence)) fence = fence === '' ? mark : ''
    else if (fence !== '') lines.push(line)
    else lines.push(...withoutLineMarks(line).map(withoutInlineMarks))
  }
  return lines.filter(line => line.trim() !== '').join('\n')
}

/** Markdown with the cells of tables on lines of their own. */
export function withoutTables(markdown: string): string {
  return markdown.split('\n').flatMap(cellsOf).join('\n')
}

/** Markdown with the words of links alone. */
export function withoutLinks(markdown: string): string {
  return markdown.replace(/!?\[([^[\]]*)\]\([^()\s]*\)/g, '$1')
}

function cellsOf(line: string): string[] {
  if (/^\s*\|( --- \|)+$/.test(line)) return []
  return line.startsWith('| ') ? line.split(/(?<!\\)\|/).map(cell => cell.trim().replaceAll('\\|', '|')) : [line]
}

function withoutLineMarks(line: string): string[] {
  return cellsOf(line.replace(/^\s*(?:(?:>|:|-|\d+\.|#{1,6})\s+)*/, ''))
}

function withoutInlineMarks(line: string): string {
  return withoutLinks(line)
    .replace(/`([^`]+)`/g, '$1')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])/g, '$1')
}
