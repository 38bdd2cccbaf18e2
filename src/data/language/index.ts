export {
  type Identification,
  identifiableLanguages,
  type LanguageIdentifier,
  languageMatches,
  openLanguageIdentifier,
} from './identify.ts'
export { isChinese, scriptsOf } from './scripts.ts'
