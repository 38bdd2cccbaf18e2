import { z } from 'zod'
import { format, msg } from '../../errors/index.ts'

/** Attaches the sentence that explains a key, in English and Chinese. Every key of a recipe has one (tested). */
export function about<S extends z.ZodType>(schema: S, english: string, chinese: string): S {
  return schema.meta({ description: english, chinese }) as S
}

/** A stage's or recipe's name: it becomes a folder and a prefix in `--set`, so no dots, slashes or spaces. */
export const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, format(msg`expected a name of lower-case letters, digits and hyphens`))

export const count = z.int().positive()
export const share = z.number().min(0).max(1)
export const rate = z.number().positive()
export const language = z.enum(['en', 'zh'])
