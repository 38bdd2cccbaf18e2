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
  words: 'no link addresses · 去链接地址',
  strict: 'fineweb, c4',
}
const setNames: { readonly [S in HeldOutSet]: string } = {
  'pages, en': 'held-out pages, English · 留出网页，英文',
  'pages, zh': 'held-out pages, Chinese · 留出网页，中文',
  'prose, en': 'books, English · 书籍，英文',
  'prose, zh': 'news, Chinese · 新闻，中文',
}

/** Bits per byte after each stage as SVG: a dot per seed, a line through the means, a panel per set. */
export function drawing(results: CleaningResults): string {
  const points = sets.flatMap(set =>
    arms.flatMap(arm => bitsOf(results, arm, set).map(bits => ({ set: setNames[set], arm: armNames[arm], bits }))),
  )
  const means = sets.flatMap(set =>
    arms.flatMap(arm => {
      const bits = bitsOf(results, arm, set)
      return bits.length === 0 ? [] : [{ set: setNames[set], arm: armNames[arm], bits: mean(bits) }]
    }),
  )
  const chain = new Set<string>(stages.map(stage => armNames[stage]))
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const panels = new Set(points.map(({ set }) => set)).size
  const plot = Plot.plot({
    document: document as never, // TypeScript knows no DOM here
    width: 760,
    height: 60 + panels * 190,
    marginLeft: 190,
    marginRight: 60,
    style: { background: 'white', color: '#222' },
    x: { label: 'bits per byte (fewer is better) · 每字节比特数（越少越好）', grid: true, nice: true },
    y: { domain: arms.map(arm => armNames[arm]), label: null },
    fy: { domain: sets.map(set => setNames[set]), label: null, axis: null },
    marks: [
      Plot.text(
        [...new Set(means.map(({ set }) => set))].map(set => ({ set })),
        { fy: 'set', text: 'set', frameAnchor: 'top-right', dy: -12, fontWeight: 'bold' },
      ),
      Plot.line(
        means.filter(({ arm }) => chain.has(arm)),
        { fy: 'set', x: 'bits', y: 'arm', stroke: '#3b7a57' },
      ),
      Plot.dot(points, { fy: 'set', x: 'bits', y: 'arm', r: 2.5, fill: '#c2702e' }),
      Plot.text(means, {
        ...{ fy: 'set', x: 'bits', y: 'arm', dx: 10, textAnchor: 'start', fill: '#444' },
        text: ({ bits }: { bits: number }) => bits.toFixed(3),
      }),
    ],
  })
  return `${plot.outerHTML}\n`
}
