import { describe, expect, it } from 'vitest'
import type { Judged } from '../evals/index.ts'
import type { ReportCard } from './card.ts'
import { reportHtml } from './html.ts'
import { reportMarkdown } from './markdown.ts'
import { shownAnswers, stageFalseRefusals, stageScores } from './tally.ts'

const answered = (id: string, kind: string, right: boolean, more: Partial<Judged> = {}): Judged => ({
  question: { id, kind, language: 'en', question: `Question ${id} <b>?`, expect: { type: 'number', value: 1 } },
  answer: right ? 'It is 1.' : 'It is 2 & more.',
  right,
  refused: false,
  ...more,
})

const card: ReportCard = {
  name: 'toy',
  description: 'A toy.',
  date: '2026-01-02T03:04:05Z',
  seed: 7,
  machine: { processor: 'x' },
  versions: { instar: '0' },
  cleaning: {
    kept: 90,
    validation: 2,
    filters: [{ name: 'duplicates', seen: 100, rejected: 8, reasons: { exact: 8 }, examples: [] }],
  },
  stages: [{ name: 'base', kind: 'pretrain', seconds: 10 }],
  training: [
    {
      stage: 'base',
      steps: 3,
      tokens: 300,
      parameters: 10,
      precision: 'int8',
      seconds: 10,
      loss: [1, 2, 3].map(step => ({ step, value: 4 - step })),
      validationLoss: [{ step: 3, value: 1.5 }],
    },
  ],
  answers: [
    { stage: 'base', answers: [answered('a', 'sums', false), answered('b', 'sums', false, { refused: true })] },
    { stage: 'sft', answers: [answered('a', 'sums', true), answered('b', 'sums', false)] },
  ],
  samples: 2,
}

describe('a report', () => {
  it('counts right answers and refusals by stage', () => {
    expect(stageScores(card).map(({ stage, count, total }) => [stage, count, total])).toEqual([
      ['base', 0, 2],
      ['sft', 1, 2],
    ])
    expect(stageFalseRefusals(card).map(({ count }) => count)).toEqual([1, 0])
  })

  it('counts a group of questions under the name of the group', () => {
    const grouped = answered('c', 'capital', true)
    const answers = [{ ...grouped, question: { ...grouped.question, group: 'never-asked' } }]
    expect(stageScores({ answers: [{ stage: 'sft', answers }] })[0]?.kind).toBe('never-asked')
  })

  it('shows right and wrong answers of every kind in turn', () => {
    const many = ['sums', 'letters'].flatMap(kind =>
      Array.from({ length: 6 }, (_, i) => answered(`${kind}${i}`, kind, i % 2 === 0)),
    )
    const shown = shownAnswers(many, 4)
    expect(shown.filter(({ right }) => right).map(({ question }) => question.kind)).toEqual(['sums', 'letters'])
    expect(shown.filter(({ right }) => !right).map(({ question }) => question.kind)).toEqual(['sums', 'letters'])
    expect(shownAnswers(many.slice(0, 1), 4)).toHaveLength(1)
  })

  it('is one page in both languages, with plots and escaped text, that loads nothing', () => {
    const page = reportHtml(card)
    expect(page).toContain('<main lang="en">')
    expect(page).toContain('<main lang="zh">')
    expect(page).toContain('留出题准确率')
    expect(page.match(/<svg/g)!.length).toBeGreaterThanOrEqual(4)
    expect(page).toContain('Question a &lt;b&gt;?')
    expect(page).not.toMatch(/(src|href)="http/)
    expect(page).not.toContain('undefined')
    expect(page).toContain('<td>int8</td>')
  })

  it('shows at the top what each stage added, and how many questions it was asked', () => {
    const [base, sft] = card.answers
    const fewer = { ...card, answers: [{ ...base!, answers: base!.answers.slice(0, 1) }, sft!] }
    const page = reportHtml(fewer)
    expect(page).toContain('<td>Sums and differences</td><td>0.0 % → <b>50.0 %</b></td><td></td>')
    expect(page).toContain('base (n = 1)')
    expect(page).toMatch(/<td>Sums and differences<\/td><td>English<\/td><td>1 \/ 2<\/td>/)
  })

  it('names a kind of a recipe of one’s own as the recipe does', () => {
    const answers = [{ stage: 'sft', answers: [answered('d', 'haiku', true)] }]
    expect(reportMarkdown({ ...card, answers }, 'zh')).toContain('| haiku | 英文 | 1 | 100.0 % (')
  })

  it('is Markdown with a table of scores', () => {
    const page = reportMarkdown(card, 'en')
    expect(page).toMatch(/\| Sums and differences \| English \| 2 \| 0\.0 % \(.*\) \| 50\.0 % \(/)
    expect(reportMarkdown(card, 'zh')).toContain('| 加减法 | 英文 | 2 |')
  })
})
