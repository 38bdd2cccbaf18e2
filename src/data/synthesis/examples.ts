import { msg, usageError } from '../../errors/index.ts'
import { type Random, random } from '../../random/index.ts'
import type { Language } from '../language.ts'
import type { Expectation } from '../question.ts'
import { type Expected, expectation } from './expectation.ts'
import { countReadings, expandPhrase, type Phrase, type Piece } from './grammar.ts'
import type { Frames, Phrasing } from './phrasing.ts'
import { plain, type Row, type Slots, type SlotValue } from './rows.ts'
import { draw } from './samplers.ts'
import type { KindSettings } from './settings.ts'
import { capitalised, noisy, type Stretch, tidy } from './surface.ts'
import type { Synthesis } from './synthesis.ts'

/**
 * Which side of the splits an example is on. `evaluate`: wordings, words, numbers and names that training never sees,
 * in constructions that it knows. `unforeseen`: the same, in constructions that it never sees, those that a phrasing
 * file lists as held out. `never-asked`: facts that only documents state, in wordings known from training.
 */
export type Purpose = 'train' | 'evaluate' | 'unforeseen' | 'never-asked'

/** A question whose answer waits for the tool's result, if it has code. */
export interface Draft {
  readonly kind: string
  readonly language: Language
  readonly question: string
  readonly code?: string
  /** The answer, given what the code printed. */
  answer(result?: string): string
  /** What must be said for the answer to be right; undefined for kinds that are not examined. */
  expect(result?: string): Expectation | undefined
}

export interface DraftOptions {
  readonly seed: number
  readonly purpose: Purpose
  /** Share of wordings, words, number pairs and names that training never sees. */
  readonly heldOutShare: number
}

/** The example of a kind at an index. */
export type Drafter = (kind: string, language: Language, index: number) => Draft

/**
 * Makes examples: each a pure function of the synthesis, (seed, purpose, kind, language, index). Rows of a table come
 * in turn, in another order each round, so that every row is seen equally often.
 */
export function drafter(synthesis: Synthesis, options: DraftOptions): Drafter {
  const rounds = new Map<string, readonly Row[]>()
  const rows = new Map<string, readonly Row[]>()
  const constructions = new Map<string, readonly Phrase[]>()
  const memo = <T>(map: Map<string, T>, key: string, make: () => T) => {
    if (!map.has(key)) map.set(key, make())
    return map.get(key)!
  }
  const constructionsOf = (phrasing: Phrasing) =>
    memo(constructions, `${phrasing.kind} ${phrasing.language}`, () => constructionsFor(phrasing, options.purpose))
  return (kind, language, index) =>
    draftExample(synthesis, kind, language, index, options, constructionsOf, () => {
      const side = memo(rows, kind, () => rowsFor(synthesis, kind, options.purpose, options.seed))
      const round = Math.floor(index / side.length)
      const order = memo(rounds, [kind, language, round].join(' '), () =>
        random('rows', options.seed, options.purpose, kind, language, round).shuffle(side),
      )
      return order[index % side.length]!
    })
}

function draftExample(
  synthesis: Synthesis,
  kind: string,
  language: Language,
  index: number,
  options: DraftOptions,
  constructionsOf: (phrasing: Phrasing) => readonly Phrase[],
  nextRow: () => Row,
): Draft {
  const { seed, purpose } = options
  const settings = synthesis.settings.kinds[kind]!
  const phrasing = synthesis.phrasing(kind, language)
  const stream = random('synthesis', seed, purpose, kind, language, index)
  const slots = source(synthesis, settings, language, options, nextRow, stream)
  const answerPhrases =
    isEmpty(settings, slots) && phrasing.answerNone.length > 0 ? phrasing.answerNone : phrasing.answer
  const answerPieces = expandPhrase(stream.pick(answerPhrases), phrasing.fragments, stream)
  const code =
    phrasing.code.length > 0
      ? fill(expandPhrase(stream.pick(phrasing.code), new Map(), stream), slots, kind)
      : undefined
  const asked = question(
    synthesis,
    kind,
    settings,
    phrasing,
    slots,
    code !== undefined,
    options,
    constructionsOf,
    stream,
  )
  const expected: Expected = {
    settings: settings.expect,
    slots,
    table: settings.table ? synthesis.tables.get(settings.table) : undefined,
    language,
  }
  return {
    kind,
    language,
    question: asked,
    code,
    answer: result => {
      // A slot that nothing else fills, {sum} say, is what the tool printed.
      const open = new Set(answerPieces.flatMap(piece => ('slot' in piece && !slots[piece.slot] ? [piece.slot] : [])))
      const filled =
        result === undefined ? slots : { ...slots, ...Object.fromEntries([...open].map(name => [name, plain(result)])) }
      const text = tidy(fill(answerPieces, filled, kind), language)
      // What was copied for the tool stays as it was typed; a country at the start of a sentence gets its capital.
      return language === 'en' && code === undefined ? capitalised(text) : text
    },
    expect: result => expectation(expected, result),
  }
}

/** The rows of a kind's table on one side of the split between facts that are asked and facts that never are. */
export function rowsFor(synthesis: Synthesis, kind: string, purpose: Purpose, seed: number): readonly Row[] {
  const settings = synthesis.settings.kinds[kind]!
  const table = synthesis.tables.get(settings.table ?? '') ?? []
  const asked = (row: Row) => random('split', seed, 'never-asked', kind, row.key).next() >= settings.neverAsked
  return table.filter(row => asked(row) === (purpose !== 'never-asked'))
}

/** A construction with fewer wordings than this is known in all of them or in none. */
const fewestWordings = 8

/** A phrasing too small to have wordings on both sides is asked as it is, after so many draws. */
const mostDraws = 200

/** The constructions that questions of a purpose are drawn from. */
function constructionsFor({ ask, heldOut, fragments }: Phrasing, purpose: Purpose): readonly Phrase[] {
  if (purpose === 'train' || purpose === 'never-asked' || heldOut.length === 0) return ask
  const rich = ask.filter(phrase => countReadings(phrase, fragments) >= fewestWordings)
  return purpose === 'evaluate' && rich.length > 0 ? rich : heldOut
}

/** One wording of one construction, from the purpose's side of the split: by hash a share of wordings is held out. */
function wordingOf(
  { kind, language, fragments, heldOut }: Phrasing,
  constructions: readonly Phrase[],
  { seed, purpose, heldOutShare }: DraftOptions,
  stream: Random,
): Piece[] {
  if (constructions === heldOut) return expandPhrase(stream.pick(constructions), fragments, stream)
  const isHeldOut = (pieces: readonly Piece[]) => {
    const wording = pieces.map(piece => ('text' in piece ? piece.text : `{${piece.slot}}`)).join('')
    // Marks at the end and case do not make another wording.
    const key = wording.toLowerCase().replace(/[\s.?!。？！…~]+$/u, '')
    return random('split', seed, 'wording', kind, language, key).next() < heldOutShare
  }
  const draw = () => {
    const phrase = stream.pick(constructions)
    return { phrase, pieces: expandPhrase(phrase, fragments, stream) }
  }
  let drawn = draw()
  for (let draws = 1; draws < mostDraws; draws++) {
    const known = purpose !== 'evaluate' && countReadings(drawn.phrase, fragments) < fewestWordings
    if (known || isHeldOut(drawn.pieces) === (purpose === 'evaluate')) return drawn.pieces
    drawn = draw()
  }
  return drawn.pieces
}

function source(
  synthesis: Synthesis,
  settings: KindSettings,
  language: Language,
  { seed, purpose, heldOutShare }: DraftOptions,
  nextRow: () => Row,
  stream: Random,
): Slots {
  if (settings.table) return nextRow().slots[language]
  if (!settings.sample) return {}
  const { sample } = settings
  const wanted = purpose === 'evaluate' || purpose === 'unforeseen'
  for (;;) {
    const { key, slots } = draw(sample, language, synthesis.material, stream)
    const reserved = synthesis.settings.words.heldOut.includes(key)
    const heldOut = reserved || random('split', seed, sample.type, key).next() < heldOutShare
    if (heldOut === wanted) return slots
  }
}

function question(
  synthesis: Synthesis,
  kind: string,
  settings: KindSettings,
  own: Phrasing,
  slots: Slots,
  exact: boolean,
  options: DraftOptions,
  constructionsOf: (phrasing: Phrasing) => readonly Phrase[],
  stream: Random,
): string {
  const { settings: whole } = synthesis
  const surface = options.purpose === 'train' ? { ...whole.surface, ...whole.trainingSurface } : whole.surface
  const { language } = own
  const borrowed = settings.borrow.length > 0 && stream.next() < settings.borrowShare
  const phrasing = borrowed ? synthesis.phrasing(stream.pick(settings.borrow), language) : own
  const wording = wordingOf(phrasing, constructionsOf(phrasing), options, stream)
  const chosen = withAliases(slots, surface.aliases, stream)
  let stretches = stretchesOf(wording, chosen, exact, kind)
  const frames = synthesis.frames.get(language)
  if (frames && settings.framed) {
    // Around an unforeseen question half of what stands there was never heard either.
    const choose = (usual: readonly Phrase[], heldOut: readonly Phrase[]) =>
      stream.pick(options.purpose === 'unforeseen' && heldOut.length > 0 && stream.next() < 0.5 ? heldOut : usual)
    if (stream.next() < surface.frames)
      stretches = framed(stretches, choose(frames.frames, frames.heldOutFrames), frames, stream)
    const around = (usual: readonly Phrase[], heldOut: readonly Phrase[], share: number) =>
      usual.length > 0 && stream.next() < share
        ? stretchesOf(expandPhrase(choose(usual, heldOut), frames.fragments, stream), {}, false, kind)
        : []
    const space: Stretch[] = language === 'en' ? [{ text: ' ', kind: 'words' }] : []
    const opening = around(frames.openings, frames.heldOutOpenings, surface.openings)
    const closing = around(frames.closings, frames.heldOutClosings, surface.closings)
    if (opening.length > 0) stretches = [...opening, ...space, ...stretches]
    if (closing.length > 0) stretches = [...closedSentence(stretches, language), ...space, ...closing]
  }
  const text = noisy(stretches, language, surface, stream)
  return language === 'en' && stream.next() < 0.9 && stretches[0] && stretches[0].kind !== 'exact' && /^the /.test(text)
    ? capitalised(text)
    : text
}

/** Inside "Can you tell me: {q}" a question keeps its words; in the middle of a sentence it loses its capital. */
function framed(inner: readonly Stretch[], frame: Phrase, { fragments, language }: Frames, stream: Random): Stretch[] {
  const pieces = expandPhrase(frame, fragments, stream)
  const at = pieces.findIndex(piece => 'slot' in piece && piece.slot === 'q')
  const text = (part: readonly Piece[]) => part.map(piece => ('text' in piece ? piece.text : '')).join('')
  const [before, after] = [text(pieces.slice(0, at)), text(pieces.slice(at + 1))]
  const [first, ...rest] = inner
  const lowered = /[,\w]\s*$/.test(before) && first && first.kind === 'words' && !/^(I\b|I'|[A-Z]{2})/.test(first.text)
  const start: Stretch[] = first
    ? [lowered ? { ...first, text: first.text.replace(/^[A-Z]/, letter => letter.toLowerCase()) } : first]
    : []
  let body = [...start, ...rest]
  if (/^\s*[?？.。!！,，]/.test(after)) body = withoutEnd(body)
  if (/^\s*\p{L}/u.test(after)) body = closedSentence(body, language)
  return [{ text: before, kind: 'words' }, ...body, { text: after, kind: 'words' }]
}

function withoutEnd(stretches: readonly Stretch[]): Stretch[] {
  const last = stretches[stretches.length - 1]
  if (last?.kind !== 'words') return [...stretches]
  return [...stretches.slice(0, -1), { ...last, text: last.text.replace(/[.?!。？！]+\s*$/, '') }]
}

/** A closing needs a finished sentence before it. */
function closedSentence(stretches: readonly Stretch[], language: Language): Stretch[] {
  const text = stretches
    .map(stretch => stretch.text)
    .join('')
    .trimEnd()
  return /[.?!。？！…:：]$/.test(text)
    ? [...stretches]
    : [...stretches, { text: language === 'en' ? '.' : '。', kind: 'words' }]
}

function stretchesOf(pieces: readonly Piece[], slots: Slots, exact: boolean, kind: string): Stretch[] {
  return pieces.map(piece =>
    'text' in piece
      ? { text: piece.text, kind: 'words' }
      : { text: slotText(piece.slot, slots, kind), kind: exact ? 'exact' : 'slot' },
  )
}

function withAliases(slots: Slots, share: number, stream: Random): Slots {
  return Object.fromEntries(
    Object.entries(slots).map(([name, value]) => {
      // Each alias has its chance: what goes by four names is rarely called by the first.
      const aliased = value.forms.length > 1 && stream.next() >= (1 - share) ** (value.forms.length - 1)
      return [name, aliased ? { ...value, forms: [stream.pick(value.forms.slice(1))] } : value]
    }),
  )
}

function fill(pieces: readonly Piece[], slots: Slots, kind: string): string {
  return pieces.map(piece => ('text' in piece ? piece.text : slotText(piece.slot, slots, kind))).join('')
}

function slotText(name: string, slots: Slots, kind: string): string {
  const value: SlotValue | undefined = slots[name]
  if (!value)
    throw usageError(
      msg`The phrasings of "${kind}" use {${name}}, which nothing fills; there are ${Object.keys(slots).join(', ') || msg`no slots`}`,
    )
  return value.forms[0]!
}

function isEmpty(settings: KindSettings, slots: Slots): boolean {
  return settings.expect?.type === 'set' && slots[settings.expect.slot]?.elements?.length === 0
}

/**
 * What an answer must say to a question of a kind about one row of its table; undefined where the kind has no table or
 * the table no such row. For questions that were written by hand.
 *
 * @param key of the row, an ISO 3166 code for countries
 */
export function rowExpectation(
  synthesis: Synthesis,
  kind: string,
  key: string,
  language: Language,
): Expectation | undefined {
  const settings = synthesis.settings.kinds[kind]
  const table = synthesis.tables.get(settings?.table ?? '')
  const row = table?.find(candidate => candidate.key === key)
  if (!settings || !row) return undefined
  return expectation({ settings: settings.expect, slots: row.slots[language], table, language })
}
