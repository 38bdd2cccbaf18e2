import { displayWidth, padTo } from './view/width.ts'

/** Lines of a table: columns two spaces apart, as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[], alignment: readonly ('left' | 'right')[]): string[] {
  const widths = alignment.map((_, column) => Math.max(...rows.map(row => displayWidth(row[column] ?? ''))))
  return rows.map(row =>
    row
      .map((cell, column) => {
        const width = widths[column]!
        return alignment[column] === 'right' ? ' '.repeat(width - displayWidth(cell)) + cell : padTo(cell, width)
      })
      .join('  ')
      .trimEnd(),
  )
}
