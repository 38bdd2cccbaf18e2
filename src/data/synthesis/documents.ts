import { type Random, random } from '../../random/index.ts'
import { expandPhrase } from './grammar.ts'
import type { Phrasing } from './phrasing.ts'
import type { Language, Slots } from './rows.ts'
import { capitalised, tidy } from './surface.ts'
import type { Synthesis } from './synthesis.ts'

/** A text with where it is from. */
export interface Document {
  readonly id: string
  readonly text: string
  readonly source: string
  readonly language?: string
  readonly metadata?: Readonly<Record<string, string | number>>
}

/**
 * Documents that state every fact of every table: paragraphs about one row in many orders and wordings, and lone
 * sentences. A fact read in one fixed sentence cannot be asked for later; many wordings are what makes it knowledge
 * (Allen-Zhu and Li, "Physics of Language Models" 3.1).
 */
export function* factDocuments(
  synthesis: Synthesis,
  options: { readonly seed: number; readonly languages: readonly Language[] },
): Generator<Document> {
  const { paragraphs, sentences } = synthesis.settings.documents
  for (const [name, table] of synthesis.tables)
    for (const language of options.languages) {
      const statements = synthesis.statements.get(language) ?? []
      for (const row of table) {
        const slots = row.slots[language]
        const write = (purpose: string, index: number, body: (stream: Random) => string): Document => ({
          id: `${name}.${row.key}.${language}.${purpose}.${index}`,
          text: body(random('documents', options.seed, name, row.key, language, purpose, index)),
          source: `facts:${name}`,
          language,
        })
        for (let i = 0; i < paragraphs; i++)
          yield write('paragraph', i, stream => paragraph(statements, slots, language, stream))
        for (const statement of statements)
          for (let i = 0; i < sentences; i++)
            yield write(statement.kind, i, stream => sentence(statement, slots, language, stream))
      }
    }
}

/** All facts of a row, once each, in a random order. */
function paragraph(statements: readonly Phrasing[], slots: Slots, language: Language, stream: Random): string {
  return stream
    .shuffle(statements)
    .map(statement => sentence(statement, slots, language, stream))
    .join(language === 'en' ? ' ' : '')
}

function sentence(statement: Phrasing, slots: Slots, language: Language, stream: Random): string {
  const empty = slots[statement.kind]?.elements?.length === 0 && statement.answerNone.length > 0
  const pieces = expandPhrase(stream.pick(empty ? statement.answerNone : statement.answer), statement.fragments, stream)
  const text = pieces
    .map(piece => ('text' in piece ? piece.text : (slots[piece.slot]?.forms[0] ?? `{${piece.slot}}`)))
    .join('')
  return capitalised(tidy(text, language))
}
