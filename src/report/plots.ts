import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Language } from '../data/index.ts'
import type { ReportCard, TrainingCurves } from './card.ts'
import { percent } from './percent.ts'
import type { StageScore } from './tally.ts'
import { kindName, texts } from './texts.ts'

/** Stages in their order: what came first is pale. */
const stageColours = ['#c3b8a4', '#3b7a57', '#8a4f7d', '#c2702e']

/** A chart as SVG text, without a browser. */
export function svg(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const plot = Plot.plot({ ...options, document: document as never }) // TypeScript knows no DOM here
  return plot.outerHTML
}

/**
 * Accuracy by kind, one bar per stage, one panel for the language asked. A dot and a number stand at the end of each bar:
 * a stage that gets nothing right has no bar to see.
 */
export function accuracyPlot(
  scores: readonly StageScore[],
  stages: readonly string[],
  asked: Language,
  language: Language,
): string {
  const shown = scores
    .filter(score => score.language === asked)
    .map(score => ({
      ...score,
      label: kindName(score.kind, language),
      share: score.count / score.total,
      percent: percent(score.count / score.total),
      low: score.interval[0],
      high: score.interval[1],
    }))
  const labels = [...new Set(shown.map(score => score.label))]
  return svg({
    width: 720,
    height: 60 + labels.length * 14 * (stages.length + 1),
    marginLeft: 170,
    marginRight: 60,
    x: { domain: [0, 1], percent: false, tickFormat: '.0%', grid: true, label: null },
    y: { domain: stages, axis: null, padding: 0.1 },
    fy: { domain: labels, label: null, padding: 0.25 },
    color: {
      domain: stages,
      range: stages.map((_, index) => stageColours[index % stageColours.length]!),
      legend: false,
    },
    marks: [
      Plot.axisFy({ anchor: 'left', frameAnchor: 'left', textAnchor: 'end', dx: -6, label: null }),
      Plot.barX(shown, { fy: 'label', y: 'stage', x: 'share', fill: 'stage' }),
      Plot.ruleY(shown, { fy: 'label', y: 'stage', x1: 'low', x2: 'high', stroke: '#444' }),
      Plot.dot(shown, { fy: 'label', y: 'stage', x: 'share', fill: 'stage', stroke: '#444', r: 3 }),
      Plot.text(shown, {
        fy: 'label',
        y: 'stage',
        x: 'high',
        text: 'percent',
        dx: 6,
        textAnchor: 'start',
        fill: '#444',
      }),
      Plot.ruleX([0]),
    ],
  })
}

/** Training and validation loss over the steps of one stage. */
export function lossPlot(curves: TrainingCurves, language: Language): string {
  const loss = smoothed(curves.loss, 400)
  return svg({
    width: 720,
    height: 220,
    x: { label: texts.step[language], grid: true },
    y: { label: texts.loss[language], grid: true, zero: true },
    marks: [
      Plot.lineY(loss, { x: 'step', y: 'value', stroke: '#3b7a57', strokeWidth: 1 }),
      Plot.dot(curves.validationLoss, { x: 'step', y: 'value', fill: '#c2702e', r: 2.5 }),
    ],
  })
}

/** Means of neighbouring points, at most `count`: a page with every step of a long run would be too large to open. */
function smoothed(points: TrainingCurves['loss'], count: number): { step: number; value: number }[] {
  const size = Math.max(1, Math.ceil(points.length / count))
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) => {
    const group = points.slice(index * size, (index + 1) * size)
    return { step: group.at(-1)!.step, value: group.reduce((sum, point) => sum + point.value, 0) / group.length }
  })
}

/** The stages with their colours, and how many questions each was asked. */
export function stageLegend(card: ReportCard): { stage: string; colour: string; questions: number }[] {
  return card.answers.map(({ stage, answers }, index) => ({
    stage,
    colour: stageColours[index % stageColours.length]!,
    questions: answers.length,
  }))
}
