import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'
import { either, foreign, msg, type Phrase, usageError } from '../../errors/index.ts'
import { keysAt, kindsAt } from './fields.ts'
import { nearest } from './nearest.ts'
import { applyOverrides, parseOverride } from './overrides.ts'
import { misfits } from './references.ts'
import { type Recipe, recipeSchema } from './schema.ts'

/**
 * Reads a recipe and fills in every default.
 *
 * @param path  names the file in messages; nothing is read from it
 * @param overrides  `stage.key=value`, as after `--set`
 * @throws InstarError (usage) that lists every wrong key or value with its line, what was expected and what was found.
 */
export function parseRecipe(text: string, path: string, overrides: readonly string[] = []): Recipe {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const broken = document.errors[0]
  if (broken)
    throw usageError(msg`${path}:${lines.linePos(broken.pos[0]).line}: ${foreign(broken.message.split('\n')[0]!)}`)

  const written = asWritten(document, path) ?? {}
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    throw usageError(msg`${path}: expected a recipe (a map with name and stages), found ${found(written)}`)
  const sets = overrides.map(override => parseOverride(override, written))
  applyOverrides(written as Record<string, unknown>, sets)

  const where = (key: readonly PropertyKey[]) => {
    const set = sets.findLast(({ path }) => path.every((segment, depth) => segment === String(key[depth])))
    return set ? `--set ${set.written}` : `${path}:${lineOf(document, lines, key)}`
  }
  const result = recipeSchema.safeParse(written, { reportInput: true })
  const problems: Problem[] = result.success
    ? misfits(result.data)
    : result.error.issues.flatMap(issue => explain(issue, written))
  problems.sort((a, b) => lineOf(document, lines, a.path) - lineOf(document, lines, b.path))
  if (problems.length > 0)
    throw usageError(
      problems
        .map(({ path, message }) => msg`${where(path)}: ${spoken(path, message)}`)
        .reduce((above, problem) => msg`${above}\n${problem}`),
    )
  return result.data!
}

/** @throws InstarError (usage) for what only shows when aliases are followed: one without its anchor, or far too many. */
function asWritten(document: Document, path: string): unknown {
  try {
    return document.toJS()
  } catch (cause) {
    throw usageError(msg`${path}: ${cause}`)
  }
}

interface Problem {
  readonly path: readonly PropertyKey[]
  readonly message: Phrase
}

function explain(issue: z.core.$ZodIssue, written: unknown): Problem[] {
  const at = issue.code === 'invalid_union' ? asShortForm(issue.path, written) : issue.path
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => unknownKey([...at, key], key, written))
  if (issue.code === 'invalid_key') return [{ path: at, message: foreign(issue.issues[0]?.message ?? issue.message) }]
  if (issue.code === 'invalid_union' || issue.code === 'invalid_value') {
    const choices =
      issue.code === 'invalid_value' ? issue.values.map(String) : kindsAt(issue.path.slice(0, -1), written)
    const value = valueAt(written, at)
    const near = typeof value === 'string' ? nearest(value, choices) : undefined
    const message = msg`expected ${either(choices)}, found ${found(value)}`
    return [{ path: at, message: near ? msg`${message}; did you mean ${near}?` : message }]
  }
  if (issue.code === 'invalid_type') {
    const expected = spokenTypes[issue.expected] ?? issue.expected
    return [{ path: at, message: msg`expected ${expected}, found ${found(valueAt(written, at))}` }]
  }
  return [{ path: at, message: msg`${foreign(issue.message)}, found ${found(valueAt(written, at))}` }]
}

/** A wrong `kind` may stand there without a map around it: a filter is often no more than its name. */
function asShortForm(path: readonly PropertyKey[], written: unknown): readonly PropertyKey[] {
  const outer = path.slice(0, -1)
  return typeof valueAt(written, outer) === 'string' ? outer : path
}

/** What zod calls otherwise than people do. */
const spokenTypes: Readonly<Record<string, Phrase>> = {
  int: msg`a whole number`,
  record: msg`a map`,
  object: msg`a map`,
  array: msg`a list`,
  number: msg`a number`,
  string: msg`a string`,
  boolean: msg`true or false`,
}

function unknownKey(path: readonly PropertyKey[], key: string, written: unknown): Problem {
  const parent = path.slice(0, -1)
  const keys = keysAt(parent, written) ?? []
  const deeper = keys.flatMap(outer => (keysAt([...parent, outer], written) ?? []).map(inner => `${outer}.${inner}`))
  const near = nearest(key, [...keys, ...deeper])
  const message = near
    ? msg`there is no such key; did you mean ${near}?`
    : msg`there is no such key; The keys here are ${keys.join(', ')}`
  return { path, message }
}

/** `stages.base.steps` is spoken of as `base.steps`, as after `--set`. */
function spoken(path: readonly PropertyKey[], message: Phrase): Phrase {
  const short = path[0] === 'stages' && path.length > 1 ? path.slice(1) : path
  return short.length > 0 ? msg`${short.map(String).join('.')}: ${message}` : message
}

function found(value: unknown): Phrase {
  if (value === undefined) return msg`nothing`
  if (Array.isArray(value)) return msg`a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return msg`a map`
  return typeof value === 'string' ? msg`the string ${JSON.stringify(value)}` : String(value)
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value)
}

/** The line of the deepest part of `path` that the file contains. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents
  let position = 0
  for (const segment of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment))
      if (!pair) break
      position = (pair.key as Node).range?.[0] ?? position
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(segment)]
      position = (node as Node | undefined)?.range?.[0] ?? position
    } else break
  }
  return lines.linePos(position).line
}
