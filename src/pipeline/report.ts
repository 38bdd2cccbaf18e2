import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Question } from '../data/index.ts'
import { InstarError, msg } from '../errors/index.ts'
import { evaluate, type Judged, parseQuestions } from '../evals/index.ts'
import { writeWhole } from '../files/index.ts'
import { openModel } from '../generate/index.ts'
import { type ReportCard, reportHtml, reportMarkdown, stageScores } from '../report/index.ts'
import type { Run, StageOf } from '../runs/index.ts'
import { openDevice } from '../runtime/index.ts'
import { questionsFile } from './conversations.ts'
import { machineFacts, runFacts } from './report-facts.ts'
import type { StageContext, StageRunner } from './stage.ts'

/** Asks the held-out questions of every stage named and writes `report.html`, `report.md` and `report.zh-CN.md`. */
export const writeReport: StageRunner<'report'> = async context => {
  const { run, stage } = context
  const asked: Asked[] = []
  for (const name of stage.stages) asked.push(await questionsFor(run, name, stage))
  const total = asked.reduce((sum, { questions }) => sum + questions.length, 0)
  const answers = []
  let done = 0
  for (const part of asked) {
    answers.push({ stage: part.name, answers: await askStage(context, part, { done, total }) })
    done += part.questions.length
  }

  const card: ReportCard = {
    name: run.recipe.name,
    description: run.recipe.description,
    date: new Date().toISOString(),
    seed: run.recipe.seed,
    ...(await machineFacts()),
    ...(await runFacts(run)),
    answers,
    samples: stage.samples,
  }
  await writeWhole(join(run.folder, 'report.html'), reportHtml(card))
  await writeWhole(join(run.folder, 'report.md'), reportMarkdown(card, 'en'))
  await writeWhole(join(run.folder, 'report.zh-CN.md'), reportMarkdown(card, 'zh'))
  await writeWhole(join(context.folder, 'answers.json'), JSON.stringify(answers))
  return { questions: total, scores: stageScores(card) }
}

/** What a stage is asked, and how long it may answer. */
interface Asked {
  readonly name: string
  readonly questions: readonly Question[]
  readonly maxTokens: number
}

/**
 * A stage that was never taught to answer is asked a quarter of the questions and cut short: it seldom ends an answer by
 * itself, so all of them would take longer than those of the model that people talk to, and show the same.
 */
async function questionsFor(run: Run, name: string, stage: StageOf<'report'>): Promise<Asked> {
  const { questionsPerKind, maxTokens } = stage
  if (run.stage(name).kind !== 'pretrain') return { name, questions: await heldOut(run, questionsPerKind), maxTokens }
  const fewer = Math.min(questionsPerKind, Math.max(25, Math.round(questionsPerKind / 4)))
  return { name, questions: await heldOut(run, fewer), maxTokens: Math.min(maxTokens, 24) }
}

/** The first `perKind` questions of each kind, group and language of all conversations stages. */
export async function heldOut(run: Run, perKind: number): Promise<Question[]> {
  const counts = new Map<string, number>()
  const questions: Question[] = []
  for (const [name, stage] of Object.entries(run.recipe.stages)) {
    if (stage.kind !== 'conversations') continue
    const path = run.path(name, questionsFile)
    const perGroup = Math.ceil(perKind / 4) // groups are counted over all kinds together
    for (const question of parseQuestions(await readText(path), path)) {
      const key = `${question.group ?? ''} ${question.kind} ${question.language}`
      const count = counts.get(key) ?? 0
      counts.set(key, count + 1)
      if (count < (question.group === undefined ? perKind : perGroup)) questions.push(question)
    }
  }
  return questions
}

async function askStage(
  { run, stage, signal, work, device: kind }: StageContext<'report'>,
  { name, questions, maxTokens }: Asked,
  progress: { readonly done: number; readonly total: number },
): Promise<readonly Judged[]> {
  await using device = await openDevice({ device: kind })
  await using model = await openModel(run.path(name), { device })
  const { judged } = await evaluate(model, questions, {
    temperature: stage.temperature,
    maxTokens,
    ...(signal ? { signal } : {}),
    onProgress: done => work('ask', progress.done + done, progress.total),
  })
  return judged
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: Error) => {
    throw new InstarError(msg`Could not read ${path}: ${cause}`, { cause })
  })
}
