import { glob, stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { InstarError, usageError } from '../../errors/index.ts'
import { packageFolder, parsePackageUri } from './package.ts'

/** A file of a source. */
export interface SourceFile {
  /** Where it lies on this machine. */
  readonly path: string
  /** Its name inside the source, with slashes: the same on every machine. */
  readonly name: string
}

const readable = /\.(?:(txt|md|json|jsonl)(?:\.gz)?|(parquet))$/

/** The format of a file by its name; undefined when we do not read it. */
export function fileFormat(name: string): 'text' | 'json' | 'jsonl' | 'parquet' | undefined {
  const match = readable.exec(name)
  const extension = match?.[1] ?? match?.[2]
  return extension === 'txt' || extension === 'md' ? 'text' : (extension as 'json' | 'jsonl' | 'parquet' | undefined)
}

/**
 * The files that a URI names, in order of their names: `npm:NAME@VERSION/path`, or a local file, folder or glob.
 *
 * @param baseFolder  what local paths are relative to
 * @throws InstarError when nothing is there, saying where it was looked for.
 */
export async function sourceFiles(
  uri: string,
  options: { baseFolder: string; signal?: AbortSignal },
): Promise<SourceFile[]> {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1] // two letters or more: C:\ is a path
  if (scheme !== undefined && scheme !== 'npm')
    throw usageError(`Expected npm:NAME@VERSION/path or a local path as a source, but found "${uri}"`)
  const pattern = scheme ? parsePackageUri(uri).path : uri
  if (scheme && (isAbsolute(pattern) || pattern.split('/').includes('..')))
    throw usageError(`Expected a path inside the package in "${uri}"`)
  const folder = scheme ? await packageFolder(uri, options) : resolve(options.baseFolder)
  const files = await matches(folder, pattern)
  if (files.length === 0)
    throw new InstarError(
      `Source ${uri}: no readable file (.txt .md .json .jsonl .parquet, also .gz) at ${join(folder, pattern)}`,
    )
  return files
}

async function matches(folder: string, pattern: string): Promise<SourceFile[]> {
  const whole = isAbsolute(pattern) ? pattern : join(folder, pattern)
  const found = await stat(whole).catch(() => undefined) // a path as written goes before its reading as a glob
  if (found?.isFile()) return fileFormat(whole) ? [{ path: whole, name: pattern }] : []
  const root = found?.isDirectory() ? whole : folder
  const names: string[] = []
  for await (const name of glob(found?.isDirectory() ? '**/*' : pattern, { cwd: root }))
    if (fileFormat(name)) names.push(name)
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
  return new InstarError(`Could not read ${path}: ${cause.message}`, { cause })
}
