export { oneProgram } from './batch.ts'
export {
  conversations,
  heldOutQuestions,
  type QuestionOptions,
  type RunCode,
  type SynthesisOptions,
} from './conversations.ts'
export { factDocuments } from './documents.ts'
export { rowExpectation } from './examples.ts'
export { openSynthesis, type Synthesis } from './synthesis.ts'
