export { type DecontaminationOptions, decontaminationFilter } from './decontamination.ts'
export { type MinHashOptions, minHasher } from './minhash.ts'
