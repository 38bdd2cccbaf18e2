import { either, InstarError, msg } from '../errors/index.ts'
import type { Component } from './tokenizer-json.ts'

/** Builds a stage from its component. `where` is the component's place in the file, for error messages. */
export type ComponentRule<Stage> = (component: Component, where: string) => Stage

/** One rule for each component type that Hugging Face's tokenizers know at a stage: the tables are exhaustive. */
export type ComponentTable<Type extends string, Stage> = { readonly [T in Type]: ComponentRule<Stage> }

/** Builds the stage that `component` describes. @throws InstarError for a type that is unknown. */
export function buildComponent<Type extends string, Stage>(
  table: ComponentTable<Type, Stage>,
  component: Component,
  where: string,
): Stage {
  const { type } = component
  if (!Object.hasOwn(table, type)) {
    throw new InstarError(
      msg`Expected ${where} to have one of the types ${knownTypes(table)}, found ${JSON.stringify(type)}`,
    )
  }
  return table[type as Type](component, where)
}

/** Fails unless `component[key]` is one of `accepted`, so that a setting we ignore cannot change ids silently. */
export function requireSetting(component: Component, key: string, accepted: readonly unknown[], where: string): void {
  const value = component[key]
  if (accepted.includes(value)) return
  const expected = either(accepted.map(item => JSON.stringify(item) ?? msg`no value`))
  throw new InstarError(
    msg`${where}.${key}: expected ${expected}, found ${JSON.stringify(value)}, which is not supported`,
  )
}

/** The components inside a `Sequence`. */
export function componentsOf(component: Component, key: string, where: string): readonly Component[] {
  const parts = component[key]
  if (!Array.isArray(parts)) throw new InstarError(msg`${where}.${key}: expected a list of components`)
  return parts as Component[]
}

function knownTypes(table: object): string {
  return Object.keys(table).join(', ')
}
