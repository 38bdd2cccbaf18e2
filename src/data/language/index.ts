export {
  type Identification,
  identifiableLanguages,
  type LanguageIdentifier,
  languageMatches,
  openLanguageIdentifier,
} from './identify.ts'
export { isChinese, type Scripts, scriptsOf } from './scripts.ts'
