/**
 * Wall time to the same validation loss: nanoGPT's character training in PyTorch, then ours, from the same training in
 * our engine to our default recipe, one thing changed at a time.
 *
 *     INSTAR_DATA=... node bench/time-to-loss/main.ts [--quick] [--json] [--threads N]
 *
 * PyTorch is looked for in INSTAR_PYTHON (default python3). `--quick` measures the first and the last of ours only.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { writeWhole } from '../../src/files/index.ts'
import { decoderConfig } from '../../src/models/index.ts'
import { engineVersion } from '../../src/runtime/index.ts'
import { torchVersion } from '../train/peer.ts'
import { type Outcome, trained } from './ours.ts'
import { rungs, setting, validationWindows } from './setting.ts'
import { bookCharacters, type CharacterText, evenStart } from './text.ts'

interface Row extends Outcome {
  readonly training: string
  readonly steps: number
  /** Of the fastest PyTorch. */
  readonly shareOfTime: number
  /** Whether the validation loss is at most that of the fastest PyTorch. */
  readonly reaches: boolean
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
})
const threads = Number(values.threads)
const python = process.env.INSTAR_PYTHON ?? 'python3'
const say = (line: string) => process.stderr.write(`${line}\n`)

/** Iterations in which it is found out whether PyTorch is faster by all threads or by one, since the model is small. */
const probe = 100

/** PyTorch's training, eager and compiled. */
async function peers(text: CharacterText): Promise<{ readonly name: string; readonly outcome: Outcome }[]> {
  const folder = await mkdtemp(join(tmpdir(), 'instar-time-to-loss-'))
  try {
    const file = async (name: string, ids: Int32Array) => {
      await writeFile(join(folder, name), ids)
      return join(folder, name)
    }
    const { layers, heads, width, contextLength } = setting
    const { vocabularySize, training, validation } = text
    const options = {
      ...decoderConfig({ style: 'gpt2', layers, heads, width, contextLength, vocabularySize, tieEmbeddings: true }),
      ...setting,
      trainingFile: await file('training', training),
      validationFile: await file('validation', validation),
      validationStarts: Array.from({ length: validationWindows }, (_, index) =>
        evenStart(validation.length, contextLength, validationWindows, index),
      ),
    }
    const script = fileURLToPath(new URL('./peer.py', import.meta.url))
    const outcomeOf = (compiled: boolean, count: number, steps: number): Outcome =>
      JSON.parse(
        String(execFileSync(python, [script, JSON.stringify({ ...options, compiled, threads: count, steps })])),
      )
    const probed = [...new Set([threads, 1])].map(count => [count, outcomeOf(false, count, probe).seconds] as const)
    for (const [count, seconds] of probed)
      say(`PyTorch, ${count} threads: ${probe} iterations in ${seconds.toFixed(1)} s`)
    const [count] = probed.reduce((best, each) => (each[1] < best[1] ? each : best))
    return [false, true].map(compiled => {
      const name = `PyTorch ${compiled ? 'compiled' : 'eager'}, ${count} threads`
      const outcome = outcomeOf(compiled, count, setting.steps)
      say(`${name}: ${outcome.seconds.toFixed(1)} s, ${outcome.validationLoss.toFixed(4)}`)
      return { name, outcome }
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const text = await bookCharacters()
const theirs = await peers(text)
const fastest = theirs.toSorted((a, b) => a.outcome.seconds - b.outcome.seconds)[0]!.outcome
const rowOf = (training: string, steps: number, outcome: Outcome): Row => ({
  training,
  steps,
  ...outcome,
  shareOfTime: outcome.seconds / fastest.seconds,
  reaches: outcome.validationLoss <= fastest.validationLoss,
})
const rows = theirs.map(({ name, outcome }) => rowOf(name, setting.steps, outcome))
for (const rung of values.quick ? [rungs[0]!, rungs.at(-1)!] : rungs) {
  const outcome = await trained(rung, text, threads)
  rows.push(rowOf(`Instar: ${rung.name}`, Number(rung.stage.steps), outcome))
  say(`${rung.name}: ${outcome.seconds.toFixed(1)} s, ${outcome.validationLoss.toFixed(4)}`)
}

const result = {
  bench: 'time-to-loss',
  date: new Date().toISOString(),
  machine: { processor: cpus()[0]?.model, cores: availableParallelism(), threads },
  versions: { node: process.version, onnxruntime: engineVersion(), torch: torchVersion() },
  setting,
  vocabularySize: text.vocabularySize,
  rows,
}
if (!values.quick) {
  const file = new URL(`../results/time-to-loss-${result.date.slice(0, 10)}.json`, import.meta.url)
  await writeWhole(fileURLToPath(file), `${JSON.stringify(result, null, 2)}\n`)
}
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`)
else
  for (const { training, steps, seconds, validationLoss, shareOfTime, reaches } of rows) {
    const numbers = [
      String(steps).padStart(6),
      seconds.toFixed(1).padStart(7),
      validationLoss.toFixed(4).padStart(8),
      shareOfTime.toFixed(2).padStart(6),
      reaches ? 'reached' : 'not reached',
    ]
    process.stdout.write(`${training.padEnd(44)} ${numbers.join(' ')}\n`)
  }
