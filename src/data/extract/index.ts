export { type ExtractedPage, type ExtractOptions, extractPage, type Unextracted } from './extract.ts'
export { type PageLinks, pageLinks } from './links.ts'
