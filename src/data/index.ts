export {
  atThresholds,
  type ClassifierTrainingOptions,
  type Example,
  loadClassifier,
  openClassifier,
  rocAuc,
  rounded,
  type Scored,
  saveClassifier,
  type TextClassifier,
  type ThresholdResult,
  trainClassifier,
} from './classifier/index.ts'
export {
  type CleaningOptions,
  type CleaningProgress,
  type CleaningSettings,
  cleanDocuments,
  parseTask,
  type Task,
  taskFromEnvironment,
} from './clean/index.ts'
export {
  type CollectedSource,
  type CollectManifest,
  type CollectOptions,
  type CollectProgress,
  collect,
} from './collect/index.ts'
export { type Conversation, readConversations, writeConversations } from './conversation.ts'
export {
  type DecontaminationOptions,
  decontaminationFilter,
  type MinHashOptions,
  minHasher,
} from './dedup/index.ts'
export type { Document } from './document.ts'
export { type ExtractedPage, type ExtractOptions, extractPage, type Unextracted } from './extract/index.ts'
export {
  type BadWords,
  boilerplateFilter,
  type C4Options,
  c4Filter,
  createFilters,
  duplicatesFilter,
  type Filter,
  finewebFilter,
  type GopherOptions,
  gopherFilter,
  type HarmfulOptions,
  harmfulFilter,
  isCollective,
  isRejection,
  type LanguageOptions,
  languageFilter,
  loadBadWords,
  loadHarmfulWords,
  normalise,
  normaliseFilter,
  type PersonalDataOptions,
  personalDataFilter,
  type QualityOptions,
  qualityFilter,
  type Rejection,
  readBlocklist,
  repetitionFilter,
  type UrlOptions,
  urlFilter,
} from './filters/index.ts'
export {
  type Identification,
  identifiableLanguages,
  type LanguageIdentifier,
  languageMatches,
  openLanguageIdentifier,
} from './language/index.ts'
export type { Language } from './language.ts'
export {
  type Batch,
  type BatchSource,
  batches,
  type EncodedConversation,
  type MixPart,
  mixRows,
  oneEpoch,
  type PackedRows,
  type PackOptions,
  packConversations,
  packDocuments,
  type RowSource,
} from './packing/index.ts'
export {
  findPersonalData,
  type PersonalDataKind,
  type PersonalDataSpan,
  personalDataKinds,
  placeholder,
  replacePersonalData,
} from './pii/index.ts'
export type { Expectation, Question } from './question.ts'
export {
  type BuildOptions,
  binStart,
  buildDocuments,
  type Clusters,
  type DataManifest,
  type FilterCounts,
  type FilterObservations,
  type Lengths,
  type Observations,
  readDocuments,
  readManifest,
  readObservations,
  readRejects,
  readRows,
  type SplitManifest,
  type SplitName,
  splitByDocument,
} from './shards/index.ts'
export {
  cacheFolder,
  openSource,
  type PackageUri,
  packageFolder,
  parsePackageUri,
  type SourceOptions,
} from './sources/index.ts'
export {
  conversations,
  factDocuments,
  heldOutQuestions,
  oneProgram,
  openSynthesis,
  type QuestionOptions,
  type RunCode,
  rowExpectation,
  type Synthesis,
  type SynthesisOptions,
} from './synthesis/index.ts'
export {
  describeVocabulary,
  isVocabularyCached,
  isVocabularyName,
  openVocabulary,
  type VocabularyName,
  vocabularyNames,
} from './vocabularies/index.ts'
