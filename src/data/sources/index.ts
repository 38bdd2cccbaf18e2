export { isFileAddress, type SourceFile, sourceFiles } from './files.ts'
export { cacheFolder, type PackageUri, packageFolder, parsePackageUri } from './package.ts'
export { openSource, type SkippedEntry, type SourceOptions } from './source.ts'
