/** A table; cells are HTML, headings text of ours. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]) => row.map(cell => `<${tag}>${cell}</${tag}>`).join('')
  const header = head.length > 0 ? `<thead><tr>${cells('th', head)}</tr></thead>` : ''
  return `<div class="wide"><table>${header}<tbody>${rows.map(row => `<tr>${cells('td', row)}</tr>`).join('')}</tbody></table></div>`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!)
}
