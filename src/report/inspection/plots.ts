import * as Plot from '@observablehq/plot'
import type { Clusters, Language } from '../../data/index.ts'
import { svg } from '../plots.ts'
import type { Inspection } from './facts.ts'
import { texts } from './texts.ts'

/** Narrow enough that its letters can be read on a phone, where the page shrinks it to the width of the screen. */
const width = 430
const style = { fontSize: '12px' }
const [left, gone, pale] = ['#3b7a57', '#d98b45', '#c9c3b6']

/** What is left after each filter and what it took, of documents or of bytes. */
export function funnelPlot(
  { collected, filters }: Inspection,
  unit: 'documents' | 'bytes',
  language: Language,
): string {
  const total = Math.max(1, unit === 'documents' ? collected.documents : collected.textBytes)
  const steps = filters.map(({ name, seen, rejected, seenBytes, rejectedBytes, cutBytes }) => {
    const [before, taken] = unit === 'documents' ? [seen, rejected] : [seenBytes, rejectedBytes + cutBytes]
    return { name, left: (before - taken) / total, gone: Math.max(0, taken) / total }
  })
  const rows = [{ name: texts.collected[language], left: 1, gone: 0 }, ...steps]
  return svg({
    ...{ width, style },
    height: 40 + rows.length * 26,
    marginLeft: 118,
    marginRight: 52,
    x: { domain: [0, 1], tickFormat: '.0%', grid: true, label: null, ticks: 4 },
    y: { domain: rows.map(({ name }) => name), label: null, padding: 0.25 },
    marks: [
      Plot.barX(rows, { y: 'name', x1: 0, x2: 'left', fill: left }),
      Plot.barX(rows, { y: 'name', x1: 'left', x2: row => row.left + row.gone, fill: gone }),
      Plot.text(rows, {
        y: 'name',
        x: row => row.left + row.gone,
        text: row => `${(100 * row.left).toFixed(row.left > 0.995 || row.left < 0.0005 ? 0 : 1)} %`,
        dx: 5,
        textAnchor: 'start',
      }),
      Plot.ruleX([0]),
    ],
  })
}

/** How long documents are, before and after. */
export function lengthPlot({ collected, kept }: Inspection, language: Language): string {
  return svg({
    ...{ width, style },
    height: 210,
    marginLeft: 52,
    x: { type: 'log', label: texts.characters[language], tickFormat: '~s', ticks: 6 },
    y: { label: texts.documents[language], tickFormat: '~s', grid: true, ticks: 4 },
    marks: [
      Plot.rectY(collected.lengths, { x1: 'from', x2: 'to', y: 'documents', fill: pale, inset: 0.5 }),
      Plot.rectY(kept.lengths, { x1: 'from', x2: 'to', y: 'documents', fill: left, inset: 0.5 }),
      Plot.ruleY([0]),
    ],
  })
}

/** Documents kept, per language. */
export function languagePlot({ languages }: Inspection, language: Language): string {
  const names = new Intl.DisplayNames(language, { type: 'language' })
  const rows = Object.entries(languages)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 15)
    .map(([code, documents]) => ({ name: code === 'unknown' ? texts.unknown[language] : names.of(code), documents }))
  return svg({
    ...{ width, style },
    height: 40 + rows.length * 24,
    marginLeft: 132,
    marginRight: 60,
    x: { label: null, tickFormat: '~s', grid: true, ticks: 4 },
    y: { domain: rows.map(({ name }) => name), label: null, padding: 0.25 },
    marks: [
      Plot.barX(rows, { y: 'name', x: 'documents', fill: left }),
      Plot.text(rows, {
        y: 'name',
        x: 'documents',
        text: row => row.documents.toLocaleString('en'),
        dx: 5,
        textAnchor: 'start',
      }),
      Plot.ruleX([0]),
    ],
  })
}

/** How many groups of documents that repeat each other have which size. */
export function clusterPlot({ sizes }: Clusters, language: Language): string {
  const bins = new Map<string, number>()
  for (const [size, count] of Object.entries(sizes)) {
    const bin = binOf(Number(size))
    bins.set(bin, (bins.get(bin) ?? 0) + count)
  }
  const rows = [...bins].map(([size, groups]) => ({ size, groups }))
  return svg({
    style,
    width: Math.min(width, 110 + 60 * rows.length),
    height: 200,
    marginLeft: 52,
    marginTop: 28,
    marginBottom: 42,
    x: { domain: rows.map(({ size }) => size), label: texts.clusterSize[language], labelOffset: 38 },
    y: { label: texts.groups[language], tickFormat: '~s', grid: true, ticks: 4 },
    marks: [
      Plot.barY(rows, { x: 'size', y: 'groups', fill: gone }),
      Plot.text(rows, { x: 'size', y: 'groups', text: row => row.groups.toLocaleString('en'), dy: -8 }),
      Plot.ruleY([0]),
    ],
  })
}

/** Single sizes while they are small, then powers of two. */
function binOf(size: number): string {
  if (size < 5) return String(size)
  const power = 2 ** Math.floor(Math.log2(size - 1))
  return `${power + 1}–${2 * power}`
}
