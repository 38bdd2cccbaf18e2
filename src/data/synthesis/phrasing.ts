import { z } from 'zod'
import { InstarError, msg, usageError } from '../../errors/index.ts'
import type { Language } from '../language.ts'
import { type Fragments, type Phrase, parsePhrase, slotsOf } from './grammar.ts'
import { parseYaml } from './yaml.ts'

const phrases = z.array(z.string())
const phrasingFile = z.strictObject({
  kind: z.string(),
  language: z.enum(['en', 'zh']),
  fragments: z.record(z.string(), z.array(z.string())).default({}),
  /** Absent in a file of statements, which nobody asks. */
  ask: phrases.default([]),
  heldOut: phrases.default([]),
  answer: phrases.min(1),
  /** Answers for a row whose list is empty: an island has no neighbours. */
  answerNone: phrases.default([]),
  code: phrases.default([]),
})

/** How one kind of question is asked and answered in one language. */
export interface Phrasing {
  readonly kind: string
  readonly language: Language
  readonly fragments: Fragments
  /** Seen in training. */
  readonly ask: readonly Phrase[]
  /** Never seen in training; the report card's wordings. */
  readonly heldOut: readonly Phrase[]
  readonly answer: readonly Phrase[]
  readonly answerNone: readonly Phrase[]
  /**
   * What the assistant writes for its tool; empty when it answers by itself. The slot of the answer that nothing else
   * fills is what the tool printed.
   */
  readonly code: readonly Phrase[]
}

/**
 * Parses `KIND.LANG.yaml`.
 *
 * @param path for messages
 * @throws InstarError (usage) naming the file and what is wrong in it.
 */
export function parsePhrasing(text: string, path: string): Phrasing {
  const file = parseYaml(phrasingFile, text, path)
  return within(path, () => {
    const parseAll = (sources: readonly string[]) => sources.map(source => parsePhrase(source))
    const fragments: Fragments = new Map(Object.entries(file.fragments).map(([name, all]) => [name, parseAll(all)]))
    const phrasing: Phrasing = {
      kind: file.kind,
      language: file.language,
      fragments,
      ask: parseAll(file.ask),
      heldOut: parseAll(file.heldOut),
      answer: parseAll(file.answer),
      answerNone: parseAll(file.answerNone),
      code: file.code.map(source => parsePhrase(source, { choices: false })),
    }
    // Every fragment that is named exists: found now and not at the hundredth expansion.
    for (const phrase of [...phrasing.ask, ...phrasing.heldOut, ...phrasing.answer, ...phrasing.answerNone])
      slotsOf(phrase, fragments)
    return phrasing
  })
}

const framesFile = z.strictObject({
  language: z.enum(['en', 'zh']),
  kind: z.string().optional(),
  fragments: z.record(z.string(), z.array(z.string())).default({}),
  frames: phrases.min(1),
  heldOutFrames: phrases.default([]),
  openings: phrases.default([]),
  closings: phrases.default([]),
  heldOutOpenings: phrases.default([]),
  heldOutClosings: phrases.default([]),
})

/** What may stand around any question: "Please tell me: {q}", "Hi! … Thanks." */
export interface Frames {
  readonly language: Language
  readonly fragments: Fragments
  readonly frames: readonly Phrase[]
  readonly heldOutFrames: readonly Phrase[]
  readonly openings: readonly Phrase[]
  readonly closings: readonly Phrase[]
  readonly heldOutOpenings: readonly Phrase[]
  readonly heldOutClosings: readonly Phrase[]
}

/** Parses `frames.LANG.yaml`. Errors as {@link parsePhrasing}; every frame must have the slot `{q}`. */
export function parseFrames(text: string, path: string): Frames {
  const file = parseYaml(framesFile, text, path)
  return within(path, () => {
    const parseAll = (sources: readonly string[]) => sources.map(source => parsePhrase(source))
    const fragments: Fragments = new Map(Object.entries(file.fragments).map(([name, all]) => [name, parseAll(all)]))
    const frames = parseAll(file.frames)
    const heldOutFrames = parseAll(file.heldOutFrames)
    for (const [index, frame] of [...frames, ...heldOutFrames].entries())
      if (!slotsOf(frame, fragments).has('q'))
        throw usageError(msg`Expected the slot {q} in the frame "${[...file.frames, ...file.heldOutFrames][index]}"`)
    return {
      language: file.language,
      fragments,
      frames,
      heldOutFrames,
      openings: parseAll(file.openings),
      closings: parseAll(file.closings),
      heldOutOpenings: parseAll(file.heldOutOpenings),
      heldOutClosings: parseAll(file.heldOutClosings),
    }
  })
}

function within<T>(path: string, body: () => T): T {
  try {
    return body()
  } catch (cause) {
    throw new InstarError(msg`${path}: ${cause}`, { kind: 'usage', cause })
  }
}
