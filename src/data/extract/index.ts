export { decodePage } from './charset.ts'
export { type ExtractedPage, type ExtractOptions, extractPage, type Unextracted } from './extract.ts'
export { pageLinks } from './links.ts'
