import type { LookAlike } from './look-alike.ts'
import { codes } from './look-alikes-codes.ts'
import { numbers } from './look-alikes-numbers.ts'
import { words } from './look-alikes-words.ts'

/** Everything that looks like personal data and is none. */
export const lookAlikes: readonly LookAlike[] = [...codes, ...numbers, ...words]
