export { cacheFolder, type PackageUri, packageFolder, parsePackageUri } from './package.ts'
export { openSource, type SourceOptions } from './source.ts'
