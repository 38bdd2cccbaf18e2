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
