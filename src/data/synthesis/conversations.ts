import { msg, usageError } from '../../errors/index.ts'
import { random } from '../../random/index.ts'
import type { Message } from '../../tokenizers/index.ts'
import type { Conversation } from '../conversation.ts'
import type { Language } from '../language.ts'
import type { Question } from '../question.ts'
import { type Draft, drafter, type Purpose, rowsFor } from './examples.ts'
import type { Synthesis } from './synthesis.ts'

/**
 * Runs programs and gives back what each printed, in the same order. The results of tool calls come from here, so that
 * what the model learns to expect is what the real sandbox answers.
 */
export type RunCode = (programs: readonly string[]) => Promise<readonly string[]>

export interface SynthesisOptions {
  readonly seed: number
  readonly languages: readonly Language[]
  readonly heldOutShare: number
  readonly run: RunCode
  readonly signal?: AbortSignal
}

const BATCH = 500

/**
 * Conversations for training, kinds and languages mixed. Questions that {@link heldOutQuestions} asks with the same
 * options never occur, nor do held-out wordings, words, numbers and names, nor facts that are never asked.
 *
 * @param options.counts conversations per kind as it is reported, over all languages together, which share them by
 *   `options.languageShares` or the kind's own; kinds that are reported as one (greetings, thanks, … as small talk)
 *   share the number by their `share`, equally by default
 */
export async function* conversations(
  synthesis: Synthesis,
  options: SynthesisOptions & {
    readonly counts: Readonly<Record<string, number>>
    readonly languageShares?: Readonly<Partial<Record<Language, number>>>
    readonly exclude?: ReadonlySet<string>
  },
): AsyncGenerator<Conversation> {
  const { seed, languages, counts, languageShares = {}, exclude = new Set() } = options
  const plan = Object.entries(sharedCounts(synthesis, counts)).flatMap(([kind, count]) => {
    const shares = synthesis.settings.kinds[kind]!.languageShares ?? languageShares
    const parts = languages.map(language => shares[language] ?? 1)
    return inProportion(count, parts).flatMap((length, l) =>
      Array.from({ length }, (_, index) => ({ kind, language: languages[l]!, index })),
    )
  })
  const order = random('synthesis', seed, 'order').shuffle(plan)
  const draft = drafter(synthesis, { seed, purpose: 'train', heldOutShare: options.heldOutShare })
  for (let start = 0; start < order.length; start += BATCH) {
    options.signal?.throwIfAborted()
    const planned = order.slice(start, start + BATCH)
    const drafts = planned
      .map(({ kind, language, index }) => ({
        id: `${kind}.${language}.${index}`,
        draft: draft(kind, language, index),
      }))
      .filter(({ draft }) => !exclude.has(draft.question))
    const results = await runDrafts(
      drafts.map(({ draft }) => draft),
      options.run,
    )
    for (const [i, { id, draft }] of drafts.entries())
      yield {
        id,
        kind: synthesis.settings.kinds[draft.kind]?.reportedAs ?? draft.kind,
        language: draft.language,
        messages: messagesOf(draft, results[i]),
      }
  }
}

/** Questions for evaluation: how many, and of which kind. */
export interface QuestionOptions extends SynthesisOptions {
  /** Per reported kind and language, at most; fewer where fewer different ones exist. */
  readonly perKind: number
  /** Of the facts that no conversation asks for, per kind and language, at most. */
  readonly neverAskedPerKind: number
  /** In the wordings listed as held out, per kind and language, at most. */
  readonly unforeseenPerKind: number
}

/**
 * The questions that are set apart: held-out wordings about facts, words, numbers and names, each different; as the
 * group `unforeseen`, the same in wordings far from all others; and, as the group `never-asked`, facts that only
 * documents state, in wordings known from training.
 */
export async function heldOutQuestions(synthesis: Synthesis, options: QuestionOptions): Promise<Question[]> {
  const questions: Question[] = []
  const { kinds } = synthesis.settings
  const reported = new Set(Object.entries(kinds).map(([kind, settings]) => settings.reportedAs ?? kind))
  const counts = (each: number) => sharedCounts(synthesis, Object.fromEntries([...reported].map(name => [name, each])))
  const asked = counts(options.perKind)
  const neverAsked = counts(options.neverAskedPerKind)
  const unforeseen = counts(options.unforeseenPerKind)
  for (const kind of Object.keys(kinds))
    for (const language of options.languages) {
      questions.push(...(await different(synthesis, kind, language, 'evaluate', asked[kind]!, options)))
      questions.push(...(await different(synthesis, kind, language, 'unforeseen', unforeseen[kind]!, options)))
      if (rowsFor(synthesis, kind, 'never-asked', options.seed).length > 0)
        questions.push(...(await different(synthesis, kind, language, 'never-asked', neverAsked[kind]!, options)))
    }
  return questions
}

async function different(
  synthesis: Synthesis,
  kind: string,
  language: Language,
  purpose: Purpose,
  count: number,
  { seed, heldOutShare, run, signal }: QuestionOptions,
): Promise<Question[]> {
  signal?.throwIfAborted()
  const settings = synthesis.settings.kinds[kind]!
  if (!settings.expect) return []
  const make = drafter(synthesis, { seed, purpose, heldOutShare })
  const drafts = new Map<string, Draft>()
  for (let index = 0; drafts.size < count && index < count * 4; index++) {
    const draft = make(kind, language, index)
    if (!drafts.has(draft.question)) drafts.set(draft.question, draft)
  }
  const list = [...drafts.values()]
  const results = await runDrafts(list, run)
  return list.map((draft, i) => ({
    id: `${purpose === 'evaluate' ? kind : `${kind}.${purpose}`}.${language}.${i}`,
    kind: settings.reportedAs ?? kind,
    language,
    question: draft.question,
    expect: draft.expect(results[i])!,
    ...(purpose === 'evaluate' ? {} : { group: purpose }),
  }))
}

/** A count in parts of those proportions, each right within one, all together exact. */
function inProportion(count: number, parts: readonly number[]): number[] {
  const total = parts.reduce((a, b) => a + b, 0)
  const upTo = (end: number) => Math.ceil((count * parts.slice(0, end).reduce((a, b) => a + b, 0)) / total)
  return parts.map((_, i) => upTo(i + 1) - upTo(i))
}

/** Counts per kind of phrasings, from counts per reported kind. */
function sharedCounts(synthesis: Synthesis, counts: Readonly<Record<string, number>>): Record<string, number> {
  const reported = Map.groupBy(
    Object.entries(synthesis.settings.kinds),
    ([kind, settings]) => settings.reportedAs ?? kind,
  )
  return Object.fromEntries(
    Object.entries(counts).flatMap(([name, count]) => {
      const kinds = reported.get(name)
      if (!kinds) throw usageError(msg`Expected counts of ${[...reported.keys()].join(', ')}, but found "${name}"`)
      const counts = inProportion(
        count,
        kinds.map(([, { share }]) => share),
      )
      return kinds.map(([kind], i) => [kind, counts[i]!])
    }),
  )
}

async function runDrafts(drafts: readonly Draft[], run: RunCode): Promise<(string | undefined)[]> {
  const programs = drafts.flatMap(draft => (draft.code === undefined ? [] : [draft.code]))
  const outputs = programs.length > 0 ? await run(programs) : []
  let next = 0
  return drafts.map(draft => (draft.code === undefined ? undefined : outputs[next++]))
}

function messagesOf(draft: Draft, result: string | undefined): Message[] {
  const { question, code } = draft
  const messages: Message[] = [{ role: 'user', content: question }]
  if (code !== undefined && result !== undefined)
    messages.push(
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ type: 'function', function: { name: 'javascript', arguments: { code } } }],
      },
      { role: 'tool', content: result },
    )
  messages.push({ role: 'assistant', content: draft.answer(result) })
  return messages
}
