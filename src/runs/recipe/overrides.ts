import { parse } from 'yaml'
import { foreign, msg, usageError } from '../../errors/index.ts'
import { nearest } from './nearest.ts'

/** One `--set path=value`: where it lands in the recipe, and how it was written. */
export interface Override {
  readonly path: readonly string[]
  readonly value: unknown
  readonly written: string
}

type Plain = Record<string, unknown>

/**
 * Reads `stage.key=value`. The first part is the name of a stage, the kind of the only stage of that kind
 * (`pretrain.steps=120`), or a key of the recipe itself (`seed=7`). The value is YAML.
 *
 * @throws InstarError (usage) when the form is wrong, the value is no YAML or the first part names nothing.
 */
export function parseOverride(written: string, recipe: unknown): Override {
  const equals = written.indexOf('=')
  const parts = written.slice(0, equals).trim().split('.')
  if (equals < 1 || parts.some(part => part === ''))
    throw usageError(msg`Expected --set stage.key=value, but found "${written}"`)
  return { path: absolutePath(parts, recipe, written), value: yamlValue(written, equals), written }
}

function yamlValue(written: string, equals: number): unknown {
  try {
    return parse(written.slice(equals + 1))
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0]!.replace(/ at line .*$/, '')
    throw usageError(msg`--set ${written}: expected a value in YAML, but: ${foreign(reason)}`)
  }
}

/** Keys of which a stage has one or the other: an override of one takes the place of the other in the file. */
const alternatives: Readonly<Record<string, string>> = { steps: 'tokens', tokens: 'steps' }

/** Puts overrides into a recipe as read from YAML; changes it in place. */
export function applyOverrides(recipe: Plain, overrides: readonly Override[]): void {
  const overridden = new Set(overrides.map(({ path }) => path.join('.')))
  for (const { path, value, written } of overrides) {
    let target: Plain = recipe
    for (const [depth, segment] of path.slice(0, -1).entries()) {
      const next = Object.hasOwn(target, segment) ? target[segment] : undefined
      if (next !== undefined && (typeof next !== 'object' || next === null))
        throw usageError(
          msg`--set ${written}: ${path.slice(0, depth + 1).join('.')} is ${String(next)} and has no keys`,
        )
      target = defineKey(target, segment, next ?? {})
    }
    const key = path.at(-1)!
    defineKey(target, key, value)
    const other = path[0] === 'stages' && path.length === 3 ? alternatives[key] : undefined
    if (other && !overridden.has([...path.slice(0, -1), other].join('.'))) delete target[other]
  }
}

/** Defines rather than assigns, so that `__proto__` becomes an ordinary (wrong) key. */
function defineKey(target: Plain, key: string, value: unknown): Plain {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  return value as Plain
}

function absolutePath(parts: string[], recipe: unknown, written: string): string[] {
  const first = parts[0]!
  const stages = (recipe as { stages?: Record<string, { kind?: unknown } | null> } | null)?.stages ?? {}
  if (Object.hasOwn(stages, first)) return ['stages', ...parts]
  if (parts.length === 1 || first === 'stages') return parts
  const ofKind = Object.keys(stages).filter(name => stages[name]?.kind === first)
  if (ofKind.length === 1) return ['stages', ofKind[0]!, ...parts.slice(1)]
  if (ofKind.length > 1)
    throw usageError(msg`--set ${written}: several stages are of kind ${first}; name one of ${ofKind.join(', ')}`)
  const names = Object.keys(stages)
  const near = nearest(first, names)
  const unknown = near
    ? msg`--set ${written}: the recipe has no stage "${first}"; did you mean "${near}"`
    : msg`--set ${written}: the recipe has no stage "${first}"`
  throw usageError(msg`${unknown}. Its stages are ${names.join(', ')}`)
}
