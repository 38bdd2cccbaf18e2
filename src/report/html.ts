import type { Language } from '../data/index.ts'
import { type Judged, scoredKind } from '../evals/index.ts'
import type { ReportCard } from './card.ts'
import { escapeHtml, table } from './markup.ts'
import { percent } from './percent.ts'
import { accuracyPlot, lossPlot, stageLegend } from './plots.ts'
import { script, style } from './style.ts'
import {
  questionCount,
  type ScoreRow,
  type StageScore,
  scoreRows,
  shownAnswers,
  stageFalseRefusals,
  stageScores,
} from './tally.ts'
import { kindName, languageNames, type TextKey, texts } from './texts.ts'

const languages: readonly Language[] = ['en', 'zh']

/** The report as one HTML page that opens offline: both languages in it, a button between them. */
export function reportHtml(card: ReportCard): string {
  return `<!doctype html>
<html lang="en" data-language="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(card.name)} · ${texts.title.en} · ${texts.title.zh}</title>
<style>${style}</style>
</head>
<body>
<nav>${languages.map(language => `<button data-to="${language}">${languageNames[language][language]}</button>`).join('')}</nav>
${languages.map(language => `<main lang="${language}">${body(card, language)}</main>`).join('\n')}
<script>${script}</script>
</body>
</html>
`
}

function body(card: ReportCard, language: Language): string {
  const text = (key: TextKey) => texts[key][language]
  const total = card.stages.reduce((sum, stage) => sum + stage.seconds, 0)
  return [
    `<h1>${escapeHtml(card.name)} <small>${text('title')}</small></h1>`,
    `<p>${escapeHtml(card.description)}</p>`,
    `<p class="facts">${escapeHtml(card.date.slice(0, 16).replace('T', ' '))} · ${text('seed')} ${card.seed} · ${text('total')} ${Math.round(total)} s</p>`,
    `<h2>${text('accuracy')}: ${text('subtitle')}</h2>`,
    `<p>${text('accuracyNote')}</p>`,
    `<p class="legend">${stageLegend(card)
      .map(
        ({ stage, colour, questions }) =>
          `<span style="--colour:${colour}">${escapeHtml(stage)} (n = ${questions.toLocaleString('en')})</span>`,
      )
      .join(' ')}</p>`,
    accuracySection(card, language),
    `<h2>${text('curves')}</h2><p>${text('curvesNote')}</p>`,
    ...card.training.map(
      curves => `<h3>${escapeHtml(curves.stage)}</h3><figure>${lossPlot(curves, language)}</figure>`,
    ),
    `<h2>${text('time')}</h2>`,
    timeTable(card, language),
    `<h2>${text('cleaning')}</h2><p>${text('cleaningNote')}</p>`,
    cleaningTable(card, language),
    `<h2>${text('tokenizer')}</h2>`,
    tokenizerSection(card, language),
    `<h2>${text('samples')}</h2>`,
    ...card.answers.map(({ stage, answers }) => samplesTable(card, stage, answers, language)),
    `<h2>${text('machine')}</h2>`,
    table(
      [],
      Object.entries({ ...card.machine, ...card.versions }).map(([key, value]) => [escapeHtml(key), escapeHtml(value)]),
    ),
  ].join('\n')
}

function accuracySection(card: ReportCard, language: Language): string {
  const text = (key: TextKey) => texts[key][language]
  const all = stageScores(card)
  const stages = card.answers.map(({ stage }) => stage)
  if (all.length === 0) return `<p>${text('none')}</p>`
  const rows = scoreRows(all, stages)
  const refusals = scoreRows(stageFalseRefusals(card), stages)
  const charts = languages.map(
    asked => `<h3>${languageNames[asked][language]}</h3><figure>${accuracyPlot(all, stages, asked, language)}</figure>`,
  )
  return [
    `<h3>${text('headline')}</h3>`,
    headlineTable([...rows, ...refusals], language),
    `<p>${text('neverAsked')} ${text('falseRefusalsNote')}</p>`,
    ...charts,
    `<h3>${text('details')}</h3>`,
    scoreTable([...rows, ...refusals], stages, language),
  ].join('\n')
}

/** One row per kind: what came of it from stage to stage, in both languages. */
function headlineTable(rows: readonly ScoreRow[], language: Language): string {
  const kinds = [...new Set(rows.map(({ kind }) => kind))]
  const shares = (kind: string, asked: Language) => {
    const row = rows.find(row => row.kind === kind && row.language === asked)
    const cells = row?.stages.map(score => (score ? percent(score.count / score.total) : '–')) ?? []
    return cells.map((cell, index) => (index === cells.length - 1 ? `<b>${cell}</b>` : cell)).join(' → ')
  }
  return table(
    [texts.kind[language], ...languages.map(asked => languageNames[asked][language])],
    kinds.map(kind => [escapeHtml(kindName(kind, language)), ...languages.map(asked => shares(kind, asked))]),
  )
}

function scoreTable(rows: readonly ScoreRow[], stages: readonly string[], language: Language): string {
  const text = (key: TextKey) => texts[key][language]
  return table(
    [text('kind'), text('language'), text('questions'), ...stages.map(escapeHtml)],
    rows.map(row => [
      escapeHtml(kindName(row.kind, language)),
      languageNames[row.language][language],
      questionCount(row),
      ...row.stages.map(score => (score ? scoreCell(score) : '')),
    ]),
  )
}

function scoreCell({ count, total, interval }: StageScore): string {
  return `<b>${percent(count / total)}</b> <small>${percent(interval[0])}–${percent(interval[1])}</small>`
}

function timeTable(card: ReportCard, language: Language): string {
  const text = (key: TextKey) => texts[key][language]
  const training = new Map(card.training.map(curves => [curves.stage, curves]))
  return table(
    [
      text('stage'),
      text('seconds'),
      text('steps'),
      text('tokens'),
      text('tokensPerSecond'),
      text('parameters'),
      text('precision'),
    ],
    card.stages.map(({ name, seconds }) => {
      const curves = training.get(name)
      const figures = curves
        ? [curves.steps, curves.tokens, Math.round(curves.tokens / curves.seconds), curves.parameters]
        : []
      return [
        escapeHtml(name),
        seconds.toFixed(1),
        ...[0, 1, 2, 3].map(index => figures[index]?.toLocaleString('en') ?? ''),
        curves?.precision ?? '',
      ]
    }),
  )
}

function cleaningTable(card: ReportCard, language: Language): string {
  const text = (key: TextKey) => texts[key][language]
  const { kept, validation, filters } = card.cleaning
  const rows = filters.map(({ name, seen, rejected, reasons, examples }) => [
    escapeHtml(name),
    seen.toLocaleString('en'),
    rejected.toLocaleString('en'),
    Object.entries(reasons)
      .map(([reason, count]) => `${escapeHtml(reason)} ${count}`)
      .join('<br>'),
    examples
      .map(example => `<q>${escapeHtml(example.text)}</q> <small>${escapeHtml(example.reason)}</small>`)
      .join('<br>'),
  ])
  return [
    table([text('filter'), text('seen'), text('rejected'), text('reasons'), text('example')], rows),
    `<p>${text('kept')}: ${kept.toLocaleString('en')} · ${text('validation')}: ${validation.toLocaleString('en')}</p>`,
  ].join('\n')
}

function tokenizerSection(card: ReportCard, language: Language): string {
  const text = (key: TextKey) => texts[key][language]
  const { tokenizer } = card
  if (!tokenizer) return `<p>${text('none')}</p>`
  const tokens = (list: readonly string[]) =>
    `<span class="tokens">${list.map(token => `<i>${escapeHtml(token)}</i>`).join('')}</span>`
  return [
    `<p>${text('tokenizerNote')}</p>`,
    table(
      [],
      [
        [text('vocabulary'), `${tokenizer.vocabularySize.toLocaleString('en')} (${escapeHtml(tokenizer.spacing)})`],
        [text('charactersPerToken'), tokenizer.charactersPerToken.toFixed(2)],
        [text('inQuestion'), tokens(tokenizer.copying.question)],
        [text('inCode'), tokens(tokenizer.copying.code)],
      ],
    ),
  ].join('\n')
}

function samplesTable(card: ReportCard, stage: string, answers: readonly Judged[], language: Language): string {
  const text = (key: TextKey) => texts[key][language]
  const shown = shownAnswers(answers, card.samples)
  return [
    `<h3>${escapeHtml(stage)}</h3>`,
    table(
      ['', text('kind'), text('question'), text('code'), text('answer')],
      shown.map(({ question, answer, code, right }) => [
        right ? '<span class="right">✓</span>' : '<span class="wrong">✗</span>',
        escapeHtml(kindName(scoredKind(question), language)),
        escapeHtml(question.question),
        code === undefined ? '' : `<code>${escapeHtml(code)}</code>`,
        escapeHtml(answer),
      ]),
    ),
  ].join('\n')
}
