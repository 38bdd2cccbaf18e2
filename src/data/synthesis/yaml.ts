import { parse } from 'yaml'
import { z } from 'zod'
import { foreign, InstarError, msg, usageError } from '../../errors/index.ts'

/**
 * What a YAML file of a recipe says, checked and with its defaults.
 *
 * @param path for messages
 * @throws InstarError (usage) naming the file and what is wrong in it.
 */
export function parseYaml<T>(schema: z.ZodType<T>, text: string, path: string): T {
  let value: unknown
  try {
    value = parse(text)
  } catch (cause) {
    throw new InstarError(msg`${path}: ${cause}`, { kind: 'usage', cause })
  }
  const result = schema.safeParse(value)
  if (!result.success) throw usageError(msg`${path}: ${foreign(z.prettifyError(result.error))}`)
  return result.data
}
