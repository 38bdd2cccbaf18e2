import { z } from 'zod'
import { recipeSchema, type StageKind } from './schema.ts'

/** One key of a recipe, as flags, `--help` and the reference page need it. */
export interface RecipeField {
  /** Dotted path inside its stage (or inside the recipe), `optimizer.learningRate` for example; `*` is any element. */
  readonly path: string
  /** `integer`, `number`, `boolean`, `string`, `glued | apart`, `list of string`, … */
  readonly type: string
  /** Absent when the key has none. */
  readonly default?: unknown
  readonly required: boolean
  readonly description: string
  readonly chinese: string
}

/** The keys of a stage of one kind, in the order of the schema. */
export function stageFields(kind: StageKind): RecipeField[] {
  return objectFields(stageSchema(kind), '')
}

/** The keys of the recipe itself, without its stages. */
export function recipeFields(): RecipeField[] {
  return objectFields(recipeSchema, '').filter(field => field.path !== 'stages' && field.path !== 'run')
}

/** What a kind of stage does. */
export function stageDescription(kind: StageKind): { description: string; chinese: string } {
  return explanation(stageSchema(kind))
}

/**
 * The keys that are right at a place of a recipe; undefined where any key is (a record) or none (a leaf).
 *
 * @param value the recipe as written: the `kind` in it decides between the members of a union.
 */
export function keysAt(path: readonly PropertyKey[], value: unknown): string[] | undefined {
  const schema = schemaAt(path, value)
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : undefined
}

/** The values that `kind` can have at a place of a recipe; empty where nothing has a kind. */
export function kindsAt(path: readonly PropertyKey[], value: unknown): string[] {
  const schema = schemaAt(path, value) // a union stays one exactly when the `kind` written fits no member
  return schema instanceof z.ZodDiscriminatedUnion ? (schema.options as z.ZodObject[]).map(kindOf) : []
}

function schemaAt(path: readonly PropertyKey[], value: unknown): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType = recipeSchema
  for (const segment of path) {
    schema = resolve(schema, value)
    if (schema instanceof z.ZodObject) schema = schema.shape[String(segment)] ?? z.unknown()
    else if (schema instanceof z.ZodRecord) schema = schema.valueType
    else if (schema instanceof z.ZodArray) schema = schema.element
    else return undefined
    value = (value as Record<PropertyKey, unknown> | undefined)?.[segment]
  }
  return resolve(schema, value)
}

function stageSchema(kind: StageKind): z.ZodObject {
  const union = (recipeSchema.shape.stages.valueType as z.ZodDiscriminatedUnion).options as z.ZodObject[]
  return union.find(option => kindOf(option) === kind)!
}

function objectFields(object: z.ZodObject, prefix: string): RecipeField[] {
  return Object.entries(object.shape).flatMap(([key, outer]) => {
    const schema = outer as z.ZodType
    const path = prefix + key
    const inner = unwrap(schema)
    if (inner instanceof z.ZodLiteral) return [] // `kind` is no choice here
    if (inner instanceof z.ZodObject) return [field(path, schema), ...objectFields(inner, `${path}.`)]
    const element = inner instanceof z.ZodArray ? unwrap(inner.element) : undefined
    if (element instanceof z.ZodObject) return [field(path, schema), ...objectFields(element, `${path}.*.`)]
    if (element instanceof z.ZodDiscriminatedUnion)
      return [field(path, schema), ...(element.options as z.ZodObject[]).flatMap(option => memberFields(path, option))]
    if (!(inner instanceof z.ZodDiscriminatedUnion)) return [field(path, schema)]
    const options = inner.options as z.ZodObject[]
    const kinds = options.map(kindOf)
    const choice = { ...field(`${path}.kind`, schema), type: kinds.join(' | '), default: kinds[0] }
    return [choice, ...mergeByPath(options.flatMap(option => objectFields(option, `${path}.`)))]
  })
}

/** A member of a list whose elements are of different kinds: itself, under the name of its kind, and its keys. */
function memberFields(list: string, option: z.ZodObject): RecipeField[] {
  const path = `${list}.*(${kindOf(option)})`
  return [{ path, type: 'filter', required: false, ...explanation(option) }, ...objectFields(option, `${path}.`)]
}

/** Keys that several members of a union share are listed once; defaults that differ are left out. */
function mergeByPath(fields: readonly RecipeField[]): RecipeField[] {
  const merged = new Map<string, RecipeField>()
  for (const next of fields) {
    const known = merged.get(next.path)
    if (!known) merged.set(next.path, next)
    else if (known.default !== next.default) {
      const { default: _, ...rest } = known
      merged.set(next.path, rest)
    }
  }
  return [...merged.values()]
}

function field(path: string, schema: z.ZodType): RecipeField {
  const required = !schema.safeParse(undefined).success
  const isDefault = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
  return {
    path,
    type: typeName(unwrap(schema)),
    ...(isDefault ? { default: schema.def.defaultValue } : {}),
    required,
    ...explanation(schema),
  }
}

function explanation(schema: z.ZodType): { description: string; chinese: string } {
  const meta = schema.meta()
  return { description: meta?.description ?? '', chinese: String(meta?.chinese ?? '') }
}

function typeName(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodEnum) return schema.options.join(' | ')
  if (schema instanceof z.ZodArray) return `list of ${typeName(unwrap(schema.element))}`
  if (schema instanceof z.ZodRecord) return `map to ${typeName(unwrap(schema.valueType))}`
  if (schema instanceof z.ZodDiscriminatedUnion) return (schema.options as z.ZodObject[]).map(kindOf).join(' | ')
  if (schema instanceof z.ZodNumber) return schema.format?.includes('int') ? 'integer' : 'number'
  return schema._zod.def.type
}

function kindOf(option: z.ZodObject): string {
  return (option.shape.kind as z.ZodLiteral).value as string
}

/** Unwraps defaults, options and short forms, and picks the member of a union that `value` says it is. */
function resolve(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  const inner = unwrap(schema)
  if (!(inner instanceof z.ZodDiscriminatedUnion)) return inner
  const options = inner.options as z.ZodObject[]
  const kind = (value as { kind?: unknown } | undefined)?.kind
  return options.find(option => kindOf(option) === kind) ?? inner
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  for (;;) {
    if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional)
      schema = schema.unwrap()
    else if (schema instanceof z.ZodPipe) schema = schema.out
    else return schema
  }
}
