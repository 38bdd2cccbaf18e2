export { cacheFolder, type PackageUri, packageFolder, parsePackageUri } from './package.ts'
