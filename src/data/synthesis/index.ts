export {
  type Conversation,
  type ConversationMessage,
  conversations,
  heldOutQuestions,
  type QuestionOptions,
  type RunCode,
  type SynthesisOptions,
} from './conversations.ts'
export { type Document, factDocuments } from './documents.ts'
export type { Expectation, Question } from './question.ts'
export type { Language } from './rows.ts'
export { openSynthesis, type Synthesis } from './synthesis.ts'
