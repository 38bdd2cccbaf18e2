import type { StageScore } from '../report/index.ts'
import type { Run } from '../runs/index.ts'
import { type Context, painter } from './context.ts'
import type { Language } from './language.ts'
import { lastTrained, shown } from './model-folder.ts'
import { table } from './table.ts'
import { padTo } from './view/width.ts'

/** Says what a run has made, where it is, how good it is, and how to talk to it. */
export async function printFinished(context: Context, run: Run): Promise<void> {
  const { text, numbers, print, language } = context
  const paint = painter(context.stdout, context.env)
  const stages = run.stages()
  const trained = lastTrained(run)
  const model = trained === undefined ? undefined : shown(run.path(trained))
  const report = stages.some(({ kind, status }) => kind === 'report' && status === 'done')
    ? shown(run.path('report.html'))
    : undefined
  const folder = shown(run.folder)
  if (context.json) {
    print(JSON.stringify({ run: folder, recipe: run.recipe.name, model, report, stages }))
    return
  }

  const isWhole = stages.every(({ status }) => status === 'done')
  const done = stages.filter(({ status }) => status === 'done').map(({ name }) => name)
  print(paint('bold', isWhole ? text.raise.finished(run.recipe.name, folder) : text.raise.partly(done.join(', '))))
  const facts = [
    ...(model === undefined ? [] : [[text.raise.model, model] as const]),
    ...(report === undefined ? [] : [[text.raise.report, report] as const]),
  ]
  for (const [name, value] of facts) print(`  ${padTo(name, 12)} ${value}`)

  const accuracy = await accuracyRows(run, numbers.percent, language)
  if (accuracy.length > 1) {
    print(`  ${text.raise.accuracy}`)
    const alignment = accuracy[0]!.map((_, column) => (column === 0 ? ('left' as const) : ('right' as const)))
    for (const line of table(accuracy, alignment)) print(`    ${line}`)
  }
  if (model !== undefined) print(text.raise.talk(paint('cyan', `npx instar chat ${folder}`)))
}

/** One row per kind of question, one column per language, for the last stage that the report asked. */
async function accuracyRows(run: Run, percent: (share: number) => string, language: Language): Promise<string[][]> {
  const { kindName } = await import('../report/index.ts') // plots come with it: not before they are wanted
  const summary = run.stages().findLast(({ kind, status }) => kind === 'report' && status === 'done')?.summary
  const all = (Array.isArray(summary?.scores) ? summary.scores : []) as StageScore[]
  const scores = all.filter(({ stage }) => stage === all.at(-1)?.stage)
  const languages = [...new Set(scores.map(({ language }) => language))]
  const kinds = [...new Set(scores.map(({ kind }) => kind))]
  const cell = (kind: string, language: string) => {
    const score = scores.find(score => score.kind === kind && score.language === language)
    return score === undefined ? '' : percent(score.count / score.total)
  }
  return [
    ['', ...languages],
    ...kinds.map(kind => [kindName(kind, language), ...languages.map(language => cell(kind, language))]),
  ]
}
