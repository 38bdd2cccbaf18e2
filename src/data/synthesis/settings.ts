import { z } from 'zod'
import { samplerOptions } from './samplers.ts'
import { surfaceOptions } from './surface.ts'

const share = z.number().min(0).max(1)

const expect = z.discriminatedUnion('type', [
  /** The answer names the value of a slot; `exclusive`: and no other value that the table has for it. */
  z.strictObject({ type: z.literal('text'), slot: z.string(), exclusive: z.boolean().default(false) }),
  /** The answer ends in a number: that of a slot, or the tool's result. */
  z.strictObject({ type: z.literal('number'), slot: z.string().optional() }),
  /** The answer names all elements of a slot and none of the other countries. `empty`: what it says when there are none. */
  z.strictObject({
    type: z.literal('set'),
    slot: z.string(),
    empty: z.strictObject({ en: z.array(z.string()), zh: z.array(z.string()) }),
  }),
  z.strictObject({ type: z.literal('refusal') }),
  z.strictObject({ type: z.literal('identity') }),
])

const kind = z.strictObject({
  /** What fills the slots: rows of a table, draws of a sampler, or nothing. */
  table: z.string().optional(),
  sample: samplerOptions.optional(),
  /** Kinds whose questions this kind asks too (about things that do not exist, say). */
  borrow: z.array(z.string()).default([]),
  borrowShare: share.default(0.5),
  /** Share of the rows that are asked in evaluation only. */
  neverAsked: share.default(0),
  /** Whether "Please tell me: …" may stand before it. */
  framed: z.boolean().default(true),
  expect: expect.optional(),
  /** The name under which evaluation reports it; its own by default. */
  reportedAs: z.string().optional(),
  /** How large a part of the questions reported under that name this kind gets, next to the others' parts. */
  share: z.number().positive().default(1),
  /** How large a part of this kind's conversations each language gets, where it is not the part it has of all. */
  languageShares: z.partialRecord(z.enum(['en', 'zh']), z.number().positive()).optional(),
})
export type KindSettings = z.infer<typeof kind>
export type ExpectSettings = z.infer<typeof expect>

/** The file that says how conversations and documents are made: which tables, which samplers, what counts as right. */
export const synthesisSettings = z.strictObject({
  /** Folder with KIND.LANG.yaml and frames.LANG.yaml, beside this file. */
  phrasings: z.string(),
  /** Folder with LANG.yaml files of statements (sentences for documents). */
  statements: z.string().optional(),
  tables: z.record(
    z.string(),
    z.strictObject({ factbook: z.string(), corrections: z.string(), chineseCapitals: z.string() }),
  ),
  /** Where the words of the word list come from: sources with running text. */
  words: z.strictObject({
    from: z.string(),
    extra: z.array(z.string()).default([]),
    heldOut: z.array(z.string()).default([]),
  }),
  names: z.string(),
  surface: surfaceOptions.prefault({}),
  /** Shares that differ in training: a model that met more slips than life has forgives more of them. */
  trainingSurface: z.partialRecord(surfaceOptions.keyof(), z.number().min(0).max(1)).default({}),
  kinds: z.record(z.string(), kind),
  documents: z
    .strictObject({
      /** Paragraphs per row and language, each in another order and wording. */
      paragraphs: z.number().int().min(0).default(10),
      /** Rounds of single sentences: every fact of every row once, in random order, several to a document. */
      roundups: z.number().int().min(0).default(4),
    })
    .prefault({}),
})
export type SynthesisSettings = z.infer<typeof synthesisSettings>
