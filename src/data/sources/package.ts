import { randomBytes } from 'node:crypto'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { InstarError, msg, usageError } from '../../errors/index.ts'

/** The parts of `npm:NAME@VERSION/path`. */
export interface PackageUri {
  readonly name: string
  readonly version: string
  /** A path or glob inside the package; empty when the URI names the whole package. */
  readonly path: string
}

/**
 * Takes `npm:NAME@VERSION/path` apart. The version must be exact, so that the same recipe always reads the same bytes.
 *
 * @throws InstarError (usage) showing the expected form.
 */
export function parsePackageUri(uri: string): PackageUri {
  const match = /^npm:((?:@[\w.~-]+\/)?[\w~-][\w.~-]*)@(\d+\.\d+\.\d+[\w.+-]*)(?:\/(.*))?$/.exec(uri)
  if (!match) throw usageError(msg`Expected npm:NAME@VERSION/path with an exact version, but found "${uri}"`)
  return { name: match[1]!, version: match[2]!, path: match[3] ?? '' }
}

/** Where fetched packages are kept: `INSTAR_CACHE`, else the operating system's cache folder for this user. */
export function cacheFolder(): string {
  const { INSTAR_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  if (INSTAR_CACHE) return INSTAR_CACHE
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'instar')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'instar')
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'instar')
}

/**
 * The folder with the files of an npm package; fetched once with the user's own npm settings (registry, proxy,
 * certificates, token, cache), never installed: no scripts run.
 *
 * @param uri `npm:NAME@VERSION` (a path after it is ignored)
 * @throws InstarError when the package or version does not exist, or the registry cannot be reached.
 */
export async function packageFolder(uri: string, options: { signal?: AbortSignal } = {}): Promise<string> {
  const { name, version } = parsePackageUri(uri)
  const folder = join(cacheFolder(), 'npm', `${name}@${version}`)
  if (await exists(folder)) return folder
  options.signal?.throwIfAborted()
  const partial = `${folder}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await mkdir(dirname(folder), { recursive: true })
    const { default: pacote } = await import('pacote') // 0.2 s that sources of other kinds need not pay
    await pacote.extract(`${name}@${version}`, partial, await npmSettings())
    await rename(partial, folder)
  } catch (cause) {
    await rm(partial, { recursive: true, force: true })
    if (await exists(folder)) return folder // another process was first
    throw fetchError(name, version, cause as NodeJS.ErrnoException)
  }
  options.signal?.throwIfAborted()
  return folder
}

/** The user's npm settings in the flat form that pacote takes (pacote itself reads no `.npmrc`). */
async function npmSettings(): Promise<Record<string, unknown>> {
  const { default: Config } = await import('@npmcli/config')
  const { default: npmDefinitions } = await import('@npmcli/config/lib/definitions/index.js')
  const config = new Config({
    ...npmDefinitions,
    npmPath: import.meta.dirname, // where npm's built-in npmrc would lie: we ship none
    argv: [],
    env: { ...process.env },
    execPath: await npmNeighbour(),
    warn: false,
  })
  await config.load()
  const { retry, ...flat } = config.flat
  // npm's default waits 70 seconds before it says that there is no network.
  return { ...flat, preferOffline: true, retry: { ...retry, retries: 1, minTimeout: 500, maxTimeout: 2000 } }
}

/**
 * The `node` beside the user's `npm`. npm finds the machine-wide npmrc relative to it; our own process may run on the
 * Node of node_modules, beside which there is none.
 */
async function npmNeighbour(): Promise<string> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(folder => !folder.includes('node_modules'))
  for (const folder of folders) if (folder && (await exists(join(folder, 'npm')))) return join(folder, 'node')
  return process.execPath
}

function fetchError(name: string, version: string, cause: NodeJS.ErrnoException): InstarError {
  const code = cause.code ?? ''
  const tried = msg`Could not fetch ${name}@${version} from the npm registry`
  if (code === 'E404') return new InstarError(msg`${tried}: there is no such package`, { cause })
  if (code === 'ETARGET') return new InstarError(msg`${tried}: the package exists, this version does not`, { cause })
  if (code === 'ENOSPC') return new InstarError(msg`${tried}: the disk is full (${cacheFolder()})`, { cause })
  if (/^(ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET|EPROTO|E5\d\d)/.test(code))
    return new InstarError(
      msg`${tried}: the registry cannot be reached (${code}). Check the network and npm's own settings
        (\`npm ping\`), or put the package's files into ${join(cacheFolder(), 'npm', `${name}@${version}`)}`,
      { cause },
    )
  return new InstarError(msg`${tried}: ${cause}`, { cause })
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
