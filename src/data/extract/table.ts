import { isElement, type PageElement } from './tree.ts'

/** Writes an element as blocks of Markdown. */
type WriteBlocks = (element: PageElement) => string[]

const maximumSpan = 12
/** A table of more cells, the missing ones of short rows included, is written row by row. */
const maximumCells = 100_000

/**
 * A table as Markdown: rows of cells where it holds data, the blocks of its cells one after the other where it only
 * arranges the page (one column, or tables, headings and code inside).
 */
export function tableMarkdown(table: PageElement, write: WriteBlocks): string[] {
  const rows = rowsOf(table)
  const caption = table.children.find(child => isElement(child) && child.name === 'caption') as PageElement | undefined
  const blocks = caption ? write(caption) : []
  const columns = rows.reduce((most, { length }) => Math.max(most, length), 0)
  if (columns < 2 || rows.length < 2 || columns * rows.length > maximumCells || arranges(table)) {
    for (const child of table.children)
      if (isElement(child) && child !== caption) blocks.push(...looseBlocks(child, write))
    return blocks
  }
  const lines: string[] = []
  for (const row of grid(rows, write)) {
    if (row.every(cell => cell === '')) continue
    lines.push(`| ${row.join(' | ')} |`)
    if (lines.length === 1) lines.push(`|${' --- |'.repeat(row.length)}`)
  }
  return lines.length > 0 ? [...blocks, lines.join('\n')] : blocks
}

function looseBlocks(element: PageElement, write: WriteBlocks): string[] {
  if (!/^(?:tbody|thead|tfoot|tr)$/.test(element.name)) return write(element)
  const cells = element.children.filter(isElement).map(child => looseBlocks(child, write))
  // a row of short cells is a line
  if (element.name === 'tr' && cells.every(blocks => blocks.length <= 1 && !blocks[0]?.includes('\n')))
    return [cells.flat().join(' ')].filter(line => line !== '')
  return cells.flat()
}

function rowsOf(table: PageElement): PageElement[][] {
  const rows: PageElement[][] = []
  for (const child of table.children) {
    if (!isElement(child)) continue
    if (child.name === 'tr') rows.push(child.children.filter(isElement).filter(isCell))
    else if (/^(?:tbody|thead|tfoot)$/.test(child.name)) rows.push(...rowsOf(child))
  }
  return rows
}

function isCell({ name }: PageElement): boolean {
  return name === 'td' || name === 'th'
}

function arranges(table: PageElement): boolean {
  if (table.attributes.role === 'presentation') return true
  const within = (element: PageElement): boolean =>
    element.children.some(
      child =>
        isElement(child) &&
        (/^(?:table|pre|h[1-6]|blockquote|form)$/.test(child.name) || (child.breaks && within(child))),
    )
  return within(table)
}

/** Cells as text, spans filled with empty ones, so that every row is as long. */
function grid(rows: readonly PageElement[][], write: WriteBlocks): string[][] {
  const result: string[][] = rows.map(() => [])
  for (const [at, row] of rows.entries()) {
    const line = result[at]!
    let column = 0
    for (const cell of row) {
      while (line[column] !== undefined) column++
      line[column] = cellText(cell, write)
      for (let right = 0; right < span(cell.attributes.colspan); right++)
        for (let down = 0; down < Math.min(span(cell.attributes.rowspan), rows.length - at); down++)
          result[at + down]![column + right] ??= ''
      column += span(cell.attributes.colspan)
    }
  }
  const columns = result.reduce((most, { length }) => Math.max(most, length), 0)
  return result.map(line => Array.from({ length: columns }, (_, column) => line[column] ?? ''))
}

function span(attribute: string | undefined): number {
  return Math.min(maximumSpan, Math.max(1, Number(attribute) || 1))
}

function cellText(cell: PageElement, write: WriteBlocks): string {
  return write(cell).join(' ').replaceAll('\n', ' ').replaceAll('|', '\\|')
}
