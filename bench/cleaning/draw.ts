import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { type Arm, arms, stages } from './arms.ts'
import { bitsOf, type CleaningResults, type HeldOutSet, mean, sets } from './table.ts'

/** Both languages, since one picture serves both guides. */
const armNames: { readonly [A in Arm]: string } = {
  html: 'HTML',
  text: 'all text · 全部文字',
  main: 'main text · 正文',
  language: 'language · 语言',
  quality: 'quality · 质量',
  duplicates: 'duplicates · 重复',
  'near-duplicates': 'near-duplicates · 近似重复',
  plain: 'main text, no marks · 正文，无标记',
  words: 'no link addresses · 去链接地址',
  strict: 'fineweb, c4',
}
const setNames: { readonly [S in HeldOutSet]: string } = {
  'pages, en': 'held-out pages, English · 留出网页，英文',
  'pages, zh': 'held-out pages, Chinese · 留出网页，中文',
  'prose, en': 'books, English · 书籍，英文',
  'prose, zh': 'news, Chinese · 新闻，中文',
}

/**
 * Bits per byte after each stage as SVG, a panel per set: a dot per seed, a line through the means of the stages. The
 * place of a dot is its share of what raw HTML needs, since the sets differ by more than the arms do.
 */
export function drawing(results: CleaningResults): string {
  const measured = sets.flatMap(set => {
    const whole = mean(bitsOf(results, 'html', set))
    return arms.map(arm => ({ arm, set, whole, bits: bitsOf(results, arm, set) }))
  })
  const points = measured.flatMap(({ arm, set, whole, bits }) =>
    bits.map(one => ({ set: setNames[set], arm: armNames[arm], share: one / whole })),
  )
  const means = measured
    .filter(({ bits }) => bits.length > 0)
    .map(({ arm, set, whole, bits }) => ({
      ...{ set: setNames[set], arm: armNames[arm] },
      ...{ share: mean(bits) / whole, end: Math.max(...bits) / whole, label: mean(bits).toFixed(2) },
    }))
  const chain = new Set<string>(stages.map(stage => armNames[stage]))
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const panels = new Set(points.map(({ set }) => set)).size
  const plot = Plot.plot({
    document: document as never, // TypeScript knows no DOM here
    width: 760,
    height: 60 + panels * 190,
    marginLeft: 190,
    marginRight: 60,
    marginTop: 40,
    style: { background: 'white', color: '#222' },
    x: {
      label: 'bits per byte, HTML = 100 % · 每字节比特数，HTML 为 100 %',
      grid: true,
      nice: true,
      tickFormat: '.0%',
    },
    y: { domain: arms.filter(arm => results.corpora[arm]).map(arm => armNames[arm]), label: null },
    fy: { domain: sets.map(set => setNames[set]), label: null, axis: null, padding: 0.18 },
    marks: [
      Plot.text(
        [...new Set(means.map(({ set }) => set))].map(set => ({ set })),
        { fy: 'set', text: 'set', frameAnchor: 'top-right', dy: -18, fontWeight: 'bold' },
      ),
      Plot.line(
        means.filter(({ arm }) => chain.has(arm)),
        { fy: 'set', x: 'share', y: 'arm', stroke: '#3b7a57' },
      ),
      Plot.dot(points, { fy: 'set', x: 'share', y: 'arm', r: 2.5, fill: '#c2702e' }),
      Plot.text(means, {
        ...{ fy: 'set', x: 'end', y: 'arm', dx: 8, textAnchor: 'start', fill: '#444' },
        text: 'label',
      }),
    ],
  })
  return `${plot.outerHTML.replace('<svg', `<svg xmlns="http://www.w3.org/2000/svg"`)}\n` // a file, not part of a page
}
