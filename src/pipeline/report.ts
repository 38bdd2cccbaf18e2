import { readFile } from 'node:fs/promises'
import { arch, cpus, platform, totalmem } from 'node:os'
import { join } from 'node:path'
import { readManifest, readRows } from '../data/index.ts'
import { InstarError } from '../errors/index.ts'
import { judge, parseQuestions, type Question } from '../evals/index.ts'
import { writeWhole } from '../files/index.ts'
import { type Answer, answerAll, openModel } from '../generate/index.ts'
import {
  type Cleaning,
  type JudgedAnswer,
  type ReportCard,
  reportHtml,
  reportMarkdown,
  scores,
} from '../report/index.ts'
import type { Run, StageOf } from '../runs/index.ts'
import { openDevice } from '../runtime/index.ts'
import { loadTokenizer } from '../tokenizers/index.ts'
import { questionsFile } from './conversations.ts'
import type { StageContext, StageRunner } from './stage.ts'

/** Examples of rejected texts in the report, per filter, and their length in characters. */
const [rejectExamples, rejectCharacters] = [3, 160]

/** Asks the held-out questions of every stage named and writes `report.html`, `report.md` and `report.zh-CN.md`. */
export const writeReportStage: StageRunner<'report'> = async context => {
  const { run, stage } = context
  const questions = await heldOut(run, stage.questionsPerKind)
  const answers = []
  for (const [index, name] of stage.stages.entries())
    answers.push({ stage: name, answers: await askStage(context, name, questions, index) })

  const card: ReportCard = {
    name: run.recipe.name,
    description: run.recipe.description,
    date: new Date().toISOString(),
    seed: run.recipe.seed,
    machine: machineFacts(),
    versions: run.recipe.run ?? {},
    ...(await buildFacts(run)),
    answers,
    samples: stage.samples,
  }
  await writeWhole(join(run.folder, 'report.html'), reportHtml(card))
  await writeWhole(join(run.folder, 'report.md'), reportMarkdown(card, 'en'))
  await writeWhole(join(run.folder, 'report.zh-CN.md'), reportMarkdown(card, 'zh'))
  await writeWhole(join(context.folder, 'answers.json'), JSON.stringify(answers))
  return { questions: questions.length, scores: scores(card) }
}

/** The first `perKind` questions of each kind, group and language of all conversations stages. */
export async function heldOut(run: Run, perKind: number): Promise<Question[]> {
  const counts = new Map<string, number>()
  const questions: Question[] = []
  for (const [name, stage] of Object.entries(run.recipe.stages)) {
    if (stage.kind !== 'conversations') continue
    const path = run.path(name, questionsFile)
    for (const question of parseQuestions(await readText(path), path)) {
      const key = `${question.group ?? ''} ${question.kind} ${question.language}`
      const count = counts.get(key) ?? 0
      counts.set(key, count + 1)
      if (count < perKind) questions.push(question)
    }
  }
  return questions
}

async function askStage(
  { run, stage, signal, work }: StageContext<'report'>,
  name: string,
  questions: readonly Question[],
  index: number,
): Promise<JudgedAnswer[]> {
  await using device = await openDevice()
  await using model = await openModel(run.path(name), { device })
  return ask(model, questions, {
    temperature: stage.temperature,
    maxTokens: stage.maxTokens,
    ...(signal ? { signal } : {}),
    onProgress: done => work('ask', index * questions.length + done, stage.stages.length * questions.length),
  })
}

/** Puts every question to the model, many at a time, and judges the answers. */
export async function ask(
  model: Parameters<typeof answerAll>[0],
  questions: readonly Question[],
  options: Parameters<typeof answerAll>[2],
): Promise<JudgedAnswer[]> {
  const conversations = questions.map(({ question }) => [{ role: 'user' as const, content: question }])
  const answers = await answerAll(model, conversations, options)
  return questions.map((question, index) => judged(question, answers[index]!))
}

function judged(question: Question, { answer, messages }: Answer): JudgedAnswer {
  const { right, refused } = judge(question, answer)
  const code = messages.flatMap(message => message.tool_calls ?? []).at(-1)?.function.arguments.code
  return { question, answer, ...(code === undefined ? {} : { code }), right, refused }
}

/** What the run folder tells of the stages before. */
async function buildFacts(run: Run): Promise<Pick<ReportCard, 'cleaning' | 'tokenizer' | 'stages' | 'training'>> {
  const done = run.stages().filter(({ status }) => status === 'done')
  const cleaning: { -readonly [K in keyof Cleaning]: Cleaning[K] } = { kept: 0, validation: 0, filters: [] }
  const training = []
  let tokenizer: ReportCard['tokenizer']
  for (const { name, kind, summary = {} } of done) {
    if (kind === 'documents') {
      const { train, validation, filters } = await cleaningFacts(run.path(name))
      cleaning.kept += train
      cleaning.validation += validation
      cleaning.filters = [...cleaning.filters, ...filters]
    }
    if (kind === 'tokenizer') tokenizer = await tokenizerFacts(run, name, summary)
    if (kind === 'pretrain' || kind === 'sft')
      training.push({
        stage: name,
        steps: Number(summary.steps),
        tokens: Number(summary.tokens),
        parameters: Number(summary.parameters),
        seconds: run.metrics(name, 'seconds').reduce((sum, { value }) => sum + value, 0),
        loss: run.metrics(name, 'loss').map(({ step, value }) => ({ step, value })),
        validationLoss: run.metrics(name, 'validationLoss').map(({ step, value }) => ({ step, value })),
      })
  }
  return {
    cleaning,
    ...(tokenizer ? { tokenizer } : {}),
    stages: done.map(({ name, kind, summary }) => ({ name, kind, seconds: Number(summary?.seconds) })),
    training,
  }
}

async function cleaningFacts(folder: string) {
  const manifest = await readManifest(folder)
  const filters = []
  for (const { name, seen, rejected, reasons } of manifest.filters) {
    const examples = []
    if (rejected > 0)
      for await (const { text, reason } of readRows(join(folder, 'rejects', `${name}.parquet`))) {
        const line = String(text).replace(/\s+/g, ' ').trim()
        examples.push({ text: [...line].slice(0, rejectCharacters).join(''), reason: String(reason) })
        if (examples.length === rejectExamples) break
      }
    filters.push({ name, seen, rejected, reasons, examples })
  }
  return { train: manifest.train.documents, validation: manifest.validation.documents, filters }
}

async function tokenizerFacts(run: Run, name: string, summary: Readonly<Record<string, unknown>>) {
  const { tokenizer } = await loadTokenizer(run.path(name))
  const pieces = (text: string) => Array.from(tokenizer.encode(text), id => tokenizer.decode([id]))
  return {
    vocabularySize: tokenizer.vocabularySize,
    spacing: (run.recipe.stages[name] as StageOf<'tokenizer'>).spacing,
    charactersPerToken: Number(summary.charactersPerToken),
    copying: { question: pieces('How many r in strawberry?'), code: pieces('[..."strawberry"]') },
  }
}

function machineFacts(): Record<string, string> {
  const processors = cpus()
  return {
    processor: `${processors[0]?.model.trim() ?? 'unknown'}, ${processors.length} × ${arch()}`,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    system: platform(),
  }
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: Error) => {
    throw new InstarError(`Could not read ${path}: ${cause.message}`, { cause })
  })
}
