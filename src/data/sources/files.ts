import { createHash } from 'node:crypto'
import { glob, stat } from 'node:fs/promises'
import { basename, isAbsolute, join, resolve } from 'node:path'
import { InstarError, msg, usageError } from '../../errors/index.ts'
import { download } from './download.ts'
import { fileFormat, readableEndings } from './formats/index.ts'
import { huggingFaceFiles } from './hugging-face.ts'
import { cacheFolder, packageFolder, parsePackageUri } from './package.ts'

/** A file of a source. */
export interface SourceFile {
  /** Where it lies on this machine. */
  readonly path: string
  /** Its name inside the source, with slashes: the same on every machine. */
  readonly name: string
}

interface FilesOptions {
  /** What local paths are relative to. */
  readonly baseFolder: string
  readonly signal?: AbortSignal
}

type FindFiles = (uri: string, options: FilesOptions) => Promise<SourceFile[]>

const schemes = {
  npm: packageFiles,
  hf: (uri, { signal }) => huggingFaceFiles(uri, isReadable, signal ? { signal } : {}),
  http: webFile,
  https: webFile,
} as const satisfies Record<string, FindFiles>

/**
 * The files that a URI names, in order of their names: `npm:NAME@VERSION/path`, `hf://datasets/USER/NAME@REVISION/path`,
 * the address of a file (http, https), or a local file, folder or glob. What is not on this machine is fetched, once.
 *
 * @throws InstarError when nothing is there, saying where it was looked for.
 */
export async function sourceFiles(uri: string, options: FilesOptions): Promise<SourceFile[]> {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1] // two letters or more: C:\ is a path
  if (scheme !== undefined && !Object.hasOwn(schemes, scheme))
    throw usageError(
      msg`Expected npm:NAME@VERSION/path, hf://datasets/USER/NAME/path, an address or a local path as a source, but found "${uri}"`,
    )
  const find = scheme ? schemes[scheme as keyof typeof schemes] : localFiles
  const files = await find(uri, options)
  if (files.length === 0)
    throw new InstarError(
      scheme
        ? msg`Source ${uri}: no readable file (${readableEndings})`
        : msg`Source ${uri}: no readable file (${readableEndings}) at ${resolve(options.baseFolder, uri)}`,
    )
  return files
}

function isReadable(name: string): boolean {
  return fileFormat(name) !== undefined
}

async function packageFiles(uri: string, options: FilesOptions): Promise<SourceFile[]> {
  const { path } = parsePackageUri(uri)
  if (isAbsolute(path) || path.split('/').includes('..'))
    throw usageError(msg`Expected a path inside the package in "${uri}"`)
  return matches(await packageFolder(uri, options), path)
}

function localFiles(uri: string, { baseFolder }: FilesOptions): Promise<SourceFile[]> {
  return matches(resolve(baseFolder), uri)
}

/** Whether an address is that of a file which we read, rather than that of a page. */
export function isFileAddress(uri: string): boolean {
  const { pathname } = new URL(uri)
  const format = fileFormat(basename(pathname))
  return format !== undefined && (format !== 'html' || /\.(?:gz|zst)$/.test(pathname))
}

async function webFile(uri: string, { signal }: FilesOptions): Promise<SourceFile[]> {
  const { pathname, host } = new URL(uri)
  const name = decodeURIComponent(basename(pathname))
  if (!isReadable(name)) return []
  const key = createHash('sha256').update(uri).digest('hex').slice(0, 16)
  const path = join(cacheFolder(), 'http', host.replace(':', '_'), key, basename(name))
  await download(uri, path, signal ? { signal } : {})
  return [{ path, name }]
}

async function matches(folder: string, pattern: string): Promise<SourceFile[]> {
  const whole = isAbsolute(pattern) ? pattern : join(folder, pattern)
  const found = await stat(whole).catch(() => undefined) // a path as written goes before its reading as a glob
  if (found?.isFile()) return isReadable(whole) ? [{ path: whole, name: pattern }] : []
  const root = found?.isDirectory() ? whole : folder
  const names: string[] = []
  for await (const name of glob(found?.isDirectory() ? '**/*' : pattern, { cwd: root }))
    if (isReadable(name)) names.push(name)
  const files = names.map(name => ({
    path: isAbsolute(name) ? name : join(root, name),
    name: name.replaceAll('\\', '/'),
  }))
  const kinds = await Promise.all(
    files.map(({ path }) => stat(path).catch(cause => Promise.reject(unreadable(path, cause)))),
  )
  return files.filter((_, index) => kinds[index]!.isFile()).sort((a, b) => (a.name < b.name ? -1 : 1))
}

function unreadable(path: string, cause: Error): InstarError {
  return new InstarError(msg`Could not read ${path}: ${cause}`, { cause })
}
