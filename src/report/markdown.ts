import type { Language } from '../data/index.ts'
import { scoredKind } from '../evals/index.ts'
import type { ReportCard } from './card.ts'
import { percent } from './percent.ts'
import { questionCount, type ScoreRow, scoreRows, shownAnswers, stageFalseRefusals, stageScores } from './tally.ts'
import { kindName, languageNames, type TextKey, texts } from './texts.ts'

/** The report as Markdown in one language: the tables of the page, without its plots. */
export function reportMarkdown(card: ReportCard, language: Language): string {
  const text = (key: TextKey) => texts[key][language]
  const stages = card.answers.map(({ stage }) => stage)
  const { cleaning } = card
  return [
    `# ${card.name} · ${text('title')}`,
    card.description,
    `${card.date.slice(0, 16).replace('T', ' ')} · ${text('seed')} ${card.seed}`,
    `## ${text('accuracy')}`,
    text('accuracyNote'),
    scoreTable(scoreRows([...stageScores(card), ...stageFalseRefusals(card)], stages), stages, language),
    `${text('neverAsked')} ${text('falseRefusalsNote')}`,
    `## ${text('time')}`,
    table(
      [text('stage'), text('seconds')],
      card.stages.map(({ name, seconds }) => [name, seconds.toFixed(1)]),
    ),
    table(
      [
        text('stage'),
        text('steps'),
        text('tokens'),
        text('tokensPerSecond'),
        text('parameters'),
        text('precision'),
        text('loss'),
      ],
      card.training.map(curves => [
        curves.stage,
        String(curves.steps),
        String(curves.tokens),
        String(Math.round(curves.tokens / curves.seconds)),
        String(curves.parameters),
        curves.precision,
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
          kindName(scoredKind(question), language),
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

function scoreTable(rows: readonly ScoreRow[], stages: readonly string[], language: Language): string {
  const text = (key: TextKey) => texts[key][language]
  return table(
    [text('kind'), text('language'), text('questions'), ...stages],
    rows.map(row => [
      kindName(row.kind, language),
      languageNames[row.language][language],
      questionCount(row),
      ...row.stages.map(score =>
        score ? `${percent(score.count / score.total)} (${score.interval.map(percent).join('–')})` : '',
      ),
    ]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replace(/\|/g, '\\|').replace(/\s+/g, ' ')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
