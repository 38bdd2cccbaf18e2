import { z } from 'zod'
import type { Expectation, Question } from '../data/index.ts'
import { foreign, InstarError, msg, type Phrase } from '../errors/index.ts'

const names = z.array(z.string().min(1))

const expectation = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), anyOf: names.min(1), noneOf: names.optional() }),
  z.strictObject({ type: z.literal('number'), value: z.number() }),
  z.strictObject({ type: z.literal('set'), all: z.array(names.min(1)), noneOf: names.optional() }),
  z.strictObject({ type: z.literal('refusal') }),
  z.strictObject({ type: z.literal('identity') }),
]) satisfies z.ZodType<Expectation>

const about = z.strictObject({ country: z.string().regex(/^[A-Z]{2}$/) })

const question = z.strictObject({
  id: z.string().min(1),
  kind: z.string().min(1),
  language: z.enum(['en', 'zh']),
  question: z.string().min(1),
  expect: expectation,
  group: z.string().optional(),
}) satisfies z.ZodType<Question>

/** What a question without an expectation of its own is about; the expectation follows from a table of facts. */
export type About = z.infer<typeof about>

/** Looks up what a question about something expects. */
export type ExpectationOf = (about: About, question: Pick<Question, 'kind' | 'language'>) => Expectation | undefined

/**
 * Reads questions from JSON Lines (empty lines are skipped).
 *
 * @param expectationOf for lines that have `about` (`{"country": "PE"}`) in place of `expect`
 * @throws InstarError naming the path, the line and what is wrong with it; also for an id that occurs twice.
 */
export function parseQuestions(text: string, path: string, expectationOf?: ExpectationOf): Question[] {
  const questions: Question[] = []
  const lineOfId = new Map<string, number>()
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const written = parseLine(line, `${path}:${index + 1}`)
    const parsed = question.safeParse(expectationOf ? withExpectation(written, expectationOf) : written)
    if (!parsed.success) throw new InstarError(msg`${path}:${index + 1}: ${firstIssue(parsed.error)}`)
    const earlier = lineOfId.get(parsed.data.id)
    if (earlier !== undefined)
      throw new InstarError(msg`${path}:${index + 1}: the id ${parsed.data.id} already stands on line ${earlier}`)
    lineOfId.set(parsed.data.id, index + 1)
    questions.push(parsed.data)
  }
  return questions
}

/** Puts the expectation in place of `about`; what has none, or is no question, stays as it is for the schema to refuse. */
function withExpectation(line: unknown, expectationOf: ExpectationOf): unknown {
  const parsed = question.omit({ expect: true }).extend({ about }).safeParse(line)
  if (!parsed.success) return line
  const { about: subject, ...rest } = parsed.data
  return { ...rest, expect: expectationOf(subject, rest) }
}

function parseLine(line: string, place: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new InstarError(msg`${place}: expected one JSON object per line but found ${line.slice(0, 60)}`, { cause })
  }
}

function firstIssue({ issues: [issue] }: z.ZodError): Phrase {
  return msg`${issue!.path.join('.') || 'question'}: ${foreign(issue!.message)}`
}
