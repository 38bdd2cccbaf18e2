import type { ReportCard } from './card.ts'
import { percent } from './html.ts'
import { falseRefusals, type Score, scores, shownAnswers } from './tally.ts'
import { kindName, languageNames, type ReportLanguage, type TextKey, texts } from './texts.ts'

/** The report as Markdown in one language: the tables of the page, without its plots. */
export function reportMarkdown(card: ReportCard, language: ReportLanguage): string {
  const text = (key: TextKey) => texts[key][language]
  const stages = card.answers.map(({ stage }) => stage)
  const { cleaning } = card
  return [
    `# ${card.name} · ${text('title')}`,
    card.description,
    `${card.date.slice(0, 16).replace('T', ' ')} · ${text('seed')} ${card.seed}`,
    `## ${text('accuracy')}`,
    text('accuracyNote'),
    scoreTable(scores(card), stages, language),
    text('neverAsked'),
    `### ${text('falseRefusals')}`,
    scoreTable(falseRefusals(card), stages, language),
    `## ${text('time')}`,
    table(
      [text('stage'), text('seconds')],
      card.stages.map(({ name, seconds }) => [name, seconds.toFixed(1)]),
    ),
    table(
      [text('stage'), text('steps'), text('tokens'), text('tokensPerSecond'), text('parameters'), text('loss')],
      card.training.map(curves => [
        curves.stage,
        String(curves.steps),
        String(curves.tokens),
        String(Math.round(curves.tokens / curves.seconds)),
        String(curves.parameters),
        curves.loss.at(-1)?.value.toFixed(3) ?? '',
      ]),
    ),
    `## ${text('cleaning')}`,
    table(
      [text('filter'), text('seen'), text('rejected'), text('reasons')],
      cleaning.filters.map(({ name, seen, rejected, reasons }) => [
        name,
        String(seen),
        String(rejected),
        Object.entries(reasons)
          .map(([reason, count]) => `${reason} ${count}`)
          .join(', '),
      ]),
    ),
    `${text('kept')}: ${cleaning.kept} · ${text('validation')}: ${cleaning.validation}`,
    `## ${text('samples')}`,
    ...card.answers.flatMap(({ stage, answers }) => [
      `### ${stage}`,
      table(
        ['', text('kind'), text('question'), text('answer')],
        shownAnswers(answers, card.samples).map(({ question, answer, right }) => [
          right ? '✓' : '✗',
          kindName(question.group ?? question.kind, language),
          question.question,
          answer,
        ]),
      ),
    ]),
    `## ${text('machine')}`,
    table(['', ''], Object.entries({ ...card.machine, ...card.versions })),
    '',
  ].join('\n\n')
}

function scoreTable(all: readonly Score[], stages: readonly string[], language: ReportLanguage): string {
  const text = (key: TextKey) => texts[key][language]
  const rows = new Map<string, Score[]>()
  for (const score of all) {
    const key = `${score.kind} ${score.language}`
    rows.set(key, [...(rows.get(key) ?? []), score])
  }
  return table(
    [text('kind'), text('language'), text('questions'), ...stages],
    [...rows.values()].map(group => [
      kindName(group[0]!.kind, language),
      languageNames[group[0]!.language][language],
      String(group[0]!.total),
      ...stages.map(stage => {
        const score = group.find(candidate => candidate.stage === stage)
        return score
          ? `${percent(score.right / score.total)} (${percent(score.interval[0])}–${percent(score.interval[1])})`
          : ''
      }),
    ]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replace(/\|/g, '\\|').replace(/\s+/g, ' ')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
