import type { Recipe } from '../recipe/schema.ts'

/**
 * Dotted paths of the keys that differ between two recipes and matter to what a run has already made: the seed, the
 * started stages, and the order in which they stand. Name, description and stages not yet started are free to change.
 */
export function changedKeys(before: Recipe, after: Recipe, started: ReadonlySet<string>): string[] {
  if (started.size === 0) return []
  const changed = before.seed === after.seed ? [] : ['seed']
  for (const name of started) changed.push(...differences(before.stages[name], after.stages[name], name))
  const order = (recipe: Recipe) => Object.keys(recipe.stages).slice(0, started.size).join()
  if (changed.length === 0 && order(before) !== order(after)) changed.push('stages (their order)')
  return changed
}

function differences(a: unknown, b: unknown, path: string): string[] {
  if (!isObject(a) || !isObject(b)) return Object.is(a, b) ? [] : [path]
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].flatMap(key => differences(a[key], b[key], `${path}.${key}`))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
