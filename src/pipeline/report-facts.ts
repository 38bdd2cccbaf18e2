import { arch, platform, totalmem } from 'node:os'
import { readManifest, readRejects } from '../data/index.ts'
import type { Cleaning, ReportCard } from '../report/index.ts'
import type { Run, StageOf } from '../runs/index.ts'
import { loadTokenizer } from '../tokenizers/index.ts'
import { currentEnvironment } from './environment.ts'

/** Examples of rejected texts in the report, per filter, and their length in characters. */
const [rejectExamples, rejectCharacters] = [3, 160]

/** What the run folder tells of the stages before the report. */
export async function runFacts(run: Run): Promise<Pick<ReportCard, 'cleaning' | 'tokenizer' | 'stages' | 'training'>> {
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
        precision: String(summary.precision ?? 'float32'),
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
      for await (const { document, rejection } of readRejects(folder, name)) {
        const line = document.text.replace(/\s+/g, ' ').trim()
        examples.push({ text: [...line].slice(0, rejectCharacters).join(''), reason: rejection.reason })
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

/** The machine and the versions that this process runs on. */
export async function machineFacts(): Promise<Pick<ReportCard, 'machine' | 'versions'>> {
  const { processor, threads, instar, onnxruntime, node } = await currentEnvironment('cpu')
  const memory = `${(totalmem() / 2 ** 30).toFixed(1)} GiB`
  return {
    machine: { processor, threads, memory, system: `${platform()} ${arch()}` },
    versions: { instar, onnxruntime, node },
  }
}
