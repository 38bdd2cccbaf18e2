import { escapeHtml, table } from './markup.ts'

/** What the page of a comparison of tokenizers shows. */
export interface TokenComparison {
  readonly title: string
  readonly language: string
  readonly texts: readonly {
    readonly title: string
    readonly rows: readonly {
      readonly tokenizer: string
      /** Numbers of the row, ready to read. */
      readonly numbers: readonly string[]
      readonly pieces: readonly { readonly text: string; readonly ids: readonly number[] }[]
    }[]
  }[]
  /** Headings of the columns before the pieces. */
  readonly columns: readonly string[]
  readonly fertility: { readonly title: string; readonly note: string; readonly rows: readonly (readonly string[])[] }
}

const style = `
:root { color-scheme: light; font: 16px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fffdf9; }
table { border-collapse: collapse; } td, th { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #eee; }
.wide { overflow-x: auto; }
td span { display: inline-block; margin: 0 1px 3px 0; padding: 0 .15em; border-radius: 3px; white-space: pre-wrap; vertical-align: top; }
td span small { display: block; color: #555; font-size: 65%; line-height: 1.2; white-space: normal; max-width: 9em; }
.a { background: #dcebfb; } .b { background: #fdebc8; } .parts { background: #f6cfcb; } .none { background: #ddd; }
pre { white-space: pre-wrap; background: #f4f0e8; padding: .5rem .8rem; }
`

/** One page that opens offline: every text with every tokenizer, tokens side by side with their ids under them. */
export function tokenPage({ title, language, texts, columns, fertility }: TokenComparison): string {
  const sections = texts.map(
    ({ title: heading, rows }) =>
      `<pre>${escapeHtml(heading)}</pre>${table(
        columns.map(escapeHtml),
        rows.map(({ tokenizer, numbers, pieces }) => [
          escapeHtml(tokenizer),
          ...numbers.map(escapeHtml),
          pieces.map(pieceHtml).join(''),
        ]),
      )}`,
  )
  const [head = [], ...rows] = fertility.rows
  return [
    '<!doctype html>',
    `<html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escapeHtml(title)}</title><style>${style}</style>`,
    `<h1>${escapeHtml(title)}</h1>`,
    ...sections,
    `<h2>${escapeHtml(fertility.title)}</h2><p>${escapeHtml(fertility.note)}</p>`,
    table(
      head.map(escapeHtml),
      rows.map(row => row.map(escapeHtml)),
    ),
    '</html>\n',
  ].join('\n')
}

function pieceHtml({ text, ids }: { readonly text: string; readonly ids: readonly number[] }, index: number): string {
  const kind = ids.length === 0 ? 'none' : ids.length > 1 ? 'parts' : index % 2 === 0 ? 'a' : 'b'
  return `<span class="${kind}">${escapeHtml(text.replaceAll('\n', '⏎\n'))}<small>${ids.join(' ')}</small></span>`
}
