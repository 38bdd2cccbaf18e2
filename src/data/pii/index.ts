export { findPersonalData } from './find.ts'
export { defaultKinds, type PersonalDataKind, personalDataKinds } from './kinds.ts'
export { placeholder, replacePersonalData } from './replace.ts'
export type { PersonalDataSpan } from './rule.ts'
