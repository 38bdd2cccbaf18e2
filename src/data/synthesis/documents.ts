import { type Random, random } from '../../random/index.ts'
import type { Document } from '../document.ts'
import type { Language } from '../language.ts'
import { expandPhrase } from './grammar.ts'
import type { Phrasing } from './phrasing.ts'
import type { Slots } from './rows.ts'
import { capitalised, tidy } from './surface.ts'
import type { Synthesis } from './synthesis.ts'

/** Sentences in one round-up. Fewer would be too short for the quality filters. */
const ROUNDUP_FACTS = 6

/**
 * Documents that state every fact of every table: paragraphs with all facts of one row, and round-ups of single facts of
 * different rows, each time in another order and wording. A fact read in one fixed sentence cannot be asked for later;
 * many wordings are what makes it knowledge (Allen-Zhu and Li, "Physics of Language Models" 3.1).
 */
export function* factDocuments(
  synthesis: Synthesis,
  options: { readonly seed: number; readonly languages: readonly Language[] },
): Generator<Document> {
  const { paragraphs, roundups } = synthesis.settings.documents
  for (const [name, table] of synthesis.tables)
    for (const language of options.languages) {
      const statements = synthesis.statements.get(language) ?? []
      const write = (id: string, body: (stream: Random) => string[]): Document => ({
        id: `${name}.${language}.${id}`,
        text: body(random('documents', options.seed, name, language, id)).join(language === 'en' ? ' ' : ''),
        source: `facts:${name}`,
        language,
      })
      for (const row of table)
        for (let i = 0; i < paragraphs; i++)
          yield write(`${row.key}.${i}`, stream =>
            stream.shuffle(statements).map(statement => sentence(statement, row.slots[language], language, stream)),
          )
      const facts = table.flatMap(row => statements.map(statement => ({ row, statement })))
      for (let i = 0; i < roundups; i++) {
        const order = random('documents', options.seed, name, language, 'roundup', i).shuffle(facts)
        for (let start = 0; start < order.length; start += ROUNDUP_FACTS)
          yield write(`roundup.${i}.${start}`, stream =>
            order
              .slice(start, start + ROUNDUP_FACTS)
              .map(({ row, statement }) => sentence(statement, row.slots[language], language, stream)),
          )
      }
    }
}

function sentence(statement: Phrasing, slots: Slots, language: Language, stream: Random): string {
  const empty = slots[statement.kind]?.elements?.length === 0 && statement.answerNone.length > 0
  const pieces = expandPhrase(stream.pick(empty ? statement.answerNone : statement.answer), statement.fragments, stream)
  const text = pieces
    .map(piece => ('text' in piece ? piece.text : (slots[piece.slot]?.forms[0] ?? `{${piece.slot}}`)))
    .join('')
  return capitalised(tidy(text, language))
}
