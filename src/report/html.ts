import type { ReportCard } from './card.ts'
import { accuracyPlot, lossPlot, stageLegend } from './plots.ts'
import { falseRefusals, type Score, scores, shownAnswers } from './tally.ts'
import { kindName, languageNames, type ReportLanguage, type TextKey, texts } from './texts.ts'

/** The report as one HTML page that opens offline: both languages in it, a button between them. */
export function reportHtml(card: ReportCard): string {
  const languages: readonly ReportLanguage[] = ['en', 'zh']
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

function body(card: ReportCard, language: ReportLanguage): string {
  const text = (key: TextKey) => texts[key][language]
  const total = card.stages.reduce((sum, stage) => sum + stage.seconds, 0)
  return [
    `<h1>${escapeHtml(card.name)} <small>${text('title')}</small></h1>`,
    `<p>${escapeHtml(card.description)}</p>`,
    `<p class="facts">${escapeHtml(card.date.slice(0, 16).replace('T', ' '))} · ${text('seed')} ${card.seed} · ${text('total')} ${Math.round(total)} s</p>`,
    `<h2>${text('accuracy')}: ${text('subtitle')}</h2>`,
    `<p>${text('accuracyNote')}</p>`,
    `<p class="legend">${stageLegend(card)
      .map(({ stage, colour }) => `<span style="--colour:${colour}">${escapeHtml(stage)}</span>`)
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

function accuracySection(card: ReportCard, language: ReportLanguage): string {
  const text = (key: TextKey) => texts[key][language]
  const all = scores(card)
  const stages = card.answers.map(({ stage }) => stage)
  if (all.length === 0) return `<p>${text('none')}</p>`
  const charts = (['en', 'zh'] as const).map(
    asked => `<h3>${languageNames[asked][language]}</h3><figure>${accuracyPlot(all, stages, asked, language)}</figure>`,
  )
  return [
    ...charts,
    `<p>${text('neverAsked')}</p>`,
    scoreTable(all, stages, language),
    `<h3>${text('falseRefusals')}</h3><p>${text('falseRefusalsNote')}</p>`,
    scoreTable(falseRefusals(card), stages, language),
  ].join('\n')
}

function scoreTable(all: readonly Score[], stages: readonly string[], language: ReportLanguage): string {
  const text = (key: TextKey) => texts[key][language]
  const rows = new Map<string, Score[]>()
  for (const score of all) {
    const key = `${score.kind} ${score.language}`
    rows.set(key, [...(rows.get(key) ?? []), score])
  }
  return table(
    [text('kind'), text('language'), text('questions'), ...stages.map(escapeHtml)],
    [...rows.values()].map(group => [
      escapeHtml(kindName(group[0]!.kind, language)),
      languageNames[group[0]!.language][language],
      String(group[0]!.total),
      ...stages.map(stage => {
        const score = group.find(candidate => candidate.stage === stage)
        return score ? scoreCell(score) : ''
      }),
    ]),
  )
}

function scoreCell({ right, total, interval }: Score): string {
  return `<b>${percent(right / total)}</b> <small>${percent(interval[0])}–${percent(interval[1])}</small>`
}

function timeTable(card: ReportCard, language: ReportLanguage): string {
  const text = (key: TextKey) => texts[key][language]
  const training = new Map(card.training.map(curves => [curves.stage, curves]))
  return table(
    [text('stage'), text('seconds'), text('steps'), text('tokens'), text('tokensPerSecond'), text('parameters')],
    card.stages.map(({ name, seconds }) => {
      const curves = training.get(name)
      const figures = curves
        ? [curves.steps, curves.tokens, Math.round(curves.tokens / curves.seconds), curves.parameters]
        : []
      return [
        escapeHtml(name),
        seconds.toFixed(1),
        ...[0, 1, 2, 3].map(index => figures[index]?.toLocaleString('en') ?? ''),
      ]
    }),
  )
}

function cleaningTable(card: ReportCard, language: ReportLanguage): string {
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

function tokenizerSection(card: ReportCard, language: ReportLanguage): string {
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

function samplesTable(
  card: ReportCard,
  stage: string,
  answers: Parameters<typeof shownAnswers>[0],
  language: ReportLanguage,
): string {
  const text = (key: TextKey) => texts[key][language]
  const shown = shownAnswers(answers, card.samples)
  return [
    `<h3>${escapeHtml(stage)}</h3>`,
    table(
      ['', text('kind'), text('question'), text('code'), text('answer')],
      shown.map(({ question, answer, code, right }) => [
        right ? '<span class="right">✓</span>' : '<span class="wrong">✗</span>',
        escapeHtml(kindName(question.group ?? question.kind, language)),
        escapeHtml(question.question),
        code === undefined ? '' : `<code>${escapeHtml(code)}</code>`,
        escapeHtml(answer),
      ]),
    ),
  ].join('\n')
}

/** A table; cells are HTML, headings text of ours. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]) => row.map(cell => `<${tag}>${cell}</${tag}>`).join('')
  const header = head.length > 0 ? `<thead><tr>${cells('th', head)}</tr></thead>` : ''
  return `<div class="wide"><table>${header}<tbody>${rows.map(row => `<tr>${cells('td', row)}</tr>`).join('')}</tbody></table></div>`
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!)
}

const style = `
:root { color-scheme: light; font: 16px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fffdf9; }
h1 small { color: #777; font-weight: normal; font-size: 60%; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #ddd; }
nav { float: right; } nav button { font: inherit; margin-left: .3rem; }
html[data-language=en] main[lang=zh], html[data-language=zh] main[lang=en] { display: none; }
.facts, small { color: #777; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; } td, th { text-align: left; vertical-align: top; padding: .25rem .7rem .25rem 0; border-bottom: 1px solid #eee; }
figure { margin: 0; overflow-x: auto; }
.legend span::before { content: ""; display: inline-block; width: .9em; height: .9em; margin-right: .3em; background: var(--colour); vertical-align: -.1em; }
.legend span { margin-right: 1rem; }
.tokens i { font-style: normal; background: #eee6d6; border-radius: 3px; padding: 0 .2em; margin-right: 2px; white-space: pre; }
.right { color: #3b7a57; } .wrong { color: #b3382c; }
`

const script = `
const show = language => { document.documentElement.dataset.language = language; document.documentElement.lang = language };
for (const button of document.querySelectorAll('[data-to]')) button.onclick = () => show(button.dataset.to);
if (navigator.language.startsWith('zh')) show('zh');
`
