export { cacheFolder, type PackageUri, packageFolder, parsePackageUri } from './sources/index.ts'
