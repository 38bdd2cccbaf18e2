import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { InstarError, phraseOf, usageError } from '../../errors/index.ts'
import type { Tokenization, Tokenizer } from '../../tokenizers/index.ts'
import { type Context, type Paint, painter, type Style } from '../context.ts'
import { readInput } from '../input.ts'
import { table } from '../table.ts'
import { fertilityTexts, showpieces } from '../token-samples.ts'
import { openTokenizer } from '../tokenizer-path.ts'
import { translate } from '../translate.ts'
import { printable } from '../view/width.ts'

export interface CompareFlags {
  readonly with?: readonly string[]
  readonly own?: readonly string[]
  readonly html?: string
}

/** A tokenizer under the name by which people know it. */
interface Named {
  readonly name: string
  readonly title: string
  readonly tokenizer: Tokenizer
}

/** How one text is written by each of the tokenizers. */
interface Compared {
  readonly text: string
  readonly rows: readonly (Tokenization & { readonly name: string; readonly title: string })[]
}

export async function compare(given: string | undefined, flags: CompareFlags, context: Context): Promise<void> {
  const text = given === undefined ? undefined : await textOf(given, context)
  const tokenizers = await openAll(flags, context)
  if (tokenizers.length === 0) throw usageError(context.text.tokenizer.nothingToCompare)
  const { fertility, tokenization } = await import('../../tokenizers/index.ts')
  const texts = [...new Set([...(text === undefined ? [] : [text]), ...showpieces])]
  const compared = texts.map(text => ({
    text,
    rows: tokenizers.map(({ name, title, tokenizer }) => ({ name, title, ...tokenization(text, tokenizer) })),
  }))
  const costs = tokenizers.map(({ name, title, tokenizer }) => ({
    ...{ name, title },
    english: fertility(fertilityTexts.english, tokenizer, 'word'),
    chinese: fertility(fertilityTexts.chinese, tokenizer, 'character'),
  }))
  if (flags.html !== undefined) await writePage(flags.html, compared, costs, context)
  if (context.json) context.print(JSON.stringify({ texts: compared.map(asJson), fertility: costs }))
  else printComparison(compared, costs, context)
  if (flags.html !== undefined) context.note(context.text.tokenizer.pageWritten(flags.html))
}

/** The text of a file, of standard input, or the argument itself. */
async function textOf(given: string, context: Context): Promise<string> {
  const isFile =
    given === '-' ||
    (await stat(given).then(
      found => found.isFile(),
      () => false,
    ))
  return isFile ? readInput(given, context) : given
}

/** Opens what the flags name; a vocabulary that cannot be fetched is told and left out. */
async function openAll(flags: CompareFlags, context: Context): Promise<Named[]> {
  const { describeVocabulary, isVocabularyCached, isVocabularyName, openVocabulary, vocabularyNames } = await import(
    '../../data/index.ts'
  )
  const { tokenizerFromJson } = await import('../../tokenizers/index.ts')
  const words = context.text.tokenizer
  const opened: Named[] = []
  for (const name of flags.with ?? vocabularyNames) {
    if (!isVocabularyName(name)) throw usageError(words.noVocabulary(name, vocabularyNames.join(', ')))
    const { title, uri } = describeVocabulary(name)
    if (!(await isVocabularyCached(name))) context.note(words.fetching(title, uri))
    try {
      opened.push({ name, title, tokenizer: tokenizerFromJson(await openVocabulary(name)) })
    } catch (error) {
      if (!(error instanceof InstarError)) throw error
      context.note(words.leftOut(title, translate(phraseOf(error), context.language)))
    }
  }
  for (const path of flags.own ?? [])
    opened.push({ name: path, title: basename(path), tokenizer: await openTokenizer(path, context) })
  return opened
}

function asJson({ text, rows }: Compared) {
  return { text, tokenizers: rows.map(row => ({ ...row, ids: [...row.ids], tokens: row.ids.length })) }
}

const backgrounds: readonly Style[] = [
  ['black', 'bgCyan'],
  ['black', 'bgYellow'],
]
const severalTokens: Style = ['white', 'bgRed']

/** Pieces on coloured ground, or with bars between them where there are no colours. */
function drawn({ pieces }: Tokenization, paint: Paint): string {
  const coloured = paint('red', 'x') !== 'x'
  const cells = pieces.map(({ text, ids }, i) => {
    const shown = printable(text).replaceAll('\n', '⏎').replaceAll('\t', '⇥') + (ids.length > 1 ? `×${ids.length}` : '')
    return coloured ? paint(ids.length > 1 ? severalTokens : backgrounds[i % 2]!, shown) : shown
  })
  return cells.join(coloured ? '' : '|')
}

function printComparison(
  compared: readonly Compared[],
  costs: readonly { title: string; english: number; chinese: number }[],
  context: Context,
): void {
  const words = context.text.tokenizer
  const paint = painter(context.stdout, context.env)
  for (const { text, rows } of compared) {
    const heading = printable(text).replaceAll('\n', '⏎')
    context.print(paint('bold', heading.length > 200 ? `${heading.slice(0, 200).toWellFormed()}…` : heading))
    const numbers = table(
      [words.columns, ...rows.map(row => [row.title, ...numbersOf(row)])],
      ['left', 'right', 'right', 'right'],
    )
    context.print(`  ${numbers[0]}`)
    rows.forEach((row, i) => {
      context.print(`  ${numbers[i + 1]}  ${drawn(row, paint)}`)
    })
    context.print('')
  }
  context.print(paint('bold', words.fertility))
  const lines = fertilityRows(costs, words.fertilityColumns)
  for (const line of table(lines, ['left', 'right', 'right'])) context.print(`  ${line}`)
}

function numbersOf({ ids, charactersPerToken, bytesPerToken }: Tokenization): string[] {
  return [String(ids.length), charactersPerToken.toFixed(2), bytesPerToken.toFixed(2)]
}

function fertilityRows(
  costs: readonly { title: string; english: number; chinese: number }[],
  columns: readonly string[],
): string[][] {
  return [[...columns], ...costs.map(row => [row.title, row.english.toFixed(2), row.chinese.toFixed(2)])]
}

async function writePage(
  path: string,
  compared: readonly Compared[],
  costs: readonly { title: string; english: number; chinese: number }[],
  { text, language }: Context,
): Promise<void> {
  const { tokenPage } = await import('../../report/index.ts')
  const { writeWhole } = await import('../../files/index.ts')
  const words = text.tokenizer
  const page = tokenPage({
    ...{ title: words.comparison, language, columns: [...words.columns, words.pieces] },
    texts: compared.map(({ text, rows }) => ({
      title: text.slice(0, 400).toWellFormed(),
      rows: rows.map(row => ({ tokenizer: row.title, numbers: numbersOf(row), pieces: row.pieces })),
    })),
    fertility: {
      title: words.fertility,
      note: words.fertilityNote,
      rows: fertilityRows(costs, words.fertilityColumns),
    },
  })
  await writeWhole(path, page)
}
