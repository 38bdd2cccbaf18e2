import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'
import { usageError } from '../../errors/index.ts'
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
  if (broken) throw usageError(`${path}:${lines.linePos(broken.pos[0]).line}: ${broken.message.split('\n')[0]}`)

  const written = asWritten(document, path) ?? {}
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    throw usageError(`${path}: expected a recipe (a map with name and stages), found ${found(written)}`)
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
    throw usageError(problems.map(p => `${where(p.path)}: ${spoken(p.path)}${p.message}`).join('\n'))
  return result.data!
}

/** @throws InstarError (usage) for what only shows when aliases are followed: one without its anchor, or far too many. */
function asWritten(document: Document, path: string): unknown {
  try {
    return document.toJS()
  } catch (cause) {
    throw usageError(`${path}: ${(cause as Error).message}`)
  }
}

interface Problem {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function explain(issue: z.core.$ZodIssue, written: unknown): Problem[] {
  const at = issue.code === 'invalid_union' ? asShortForm(issue.path, written) : issue.path
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => unknownKey([...at, key], key, written))
  if (issue.code === 'invalid_key') return [{ path: at, message: issue.issues[0]?.message ?? issue.message }]
  if (issue.code === 'invalid_union' || issue.code === 'invalid_value') {
    const choices =
      issue.code === 'invalid_value' ? issue.values.map(String) : kindsAt(issue.path.slice(0, -1), written)
    const value = valueAt(written, at)
    const near = typeof value === 'string' ? nearest(value, choices) : undefined
    const hint = near ? `; did you mean ${near}?` : ''
    return [{ path: at, message: `expected ${choices.join(' or ')}, found ${found(value)}${hint}` }]
  }
  if (issue.code === 'invalid_type') {
    const expected = spokenTypes[issue.expected] ?? issue.expected
    return [{ path: at, message: `expected ${expected}, found ${found(valueAt(written, at))}` }]
  }
  return [{ path: at, message: `${issue.message}, found ${found(valueAt(written, at))}` }]
}

/** A wrong `kind` may stand there without a map around it: a filter is often no more than its name. */
function asShortForm(path: readonly PropertyKey[], written: unknown): readonly PropertyKey[] {
  const outer = path.slice(0, -1)
  return typeof valueAt(written, outer) === 'string' ? outer : path
}

/** What zod calls otherwise than people do. */
const spokenTypes: Readonly<Record<string, string>> = {
  int: 'a whole number',
  record: 'a map',
  object: 'a map',
  array: 'a list',
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
}

function unknownKey(path: readonly PropertyKey[], key: string, written: unknown): Problem {
  const parent = path.slice(0, -1)
  const keys = keysAt(parent, written) ?? []
  const deeper = keys.flatMap(outer => (keysAt([...parent, outer], written) ?? []).map(inner => `${outer}.${inner}`))
  const near = nearest(key, [...keys, ...deeper])
  const hint = near ? `did you mean ${near}?` : `The keys here are ${keys.join(', ')}`
  return { path, message: `there is no such key; ${hint}` }
}

/** `stages.base.steps` is spoken of as `base.steps`, as after `--set`. */
function spoken(path: readonly PropertyKey[]): string {
  const short = path[0] === 'stages' && path.length > 1 ? path.slice(1) : path
  return short.length > 0 ? `${short.map(String).join('.')}: ` : ''
}

function found(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'a map'
  return typeof value === 'string' ? `the string ${JSON.stringify(value)}` : String(value)
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
