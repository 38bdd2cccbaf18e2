import { randomBytes } from 'node:crypto'
import { access, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { writeError, writeWhole } from '../../files/index.ts'

/** Stands in a unit's folder; what it holds is up to the phase. */
const doneFile = 'done.json'

/**
 * Does a unit of work whose results are a folder: written beside under a name of its own, and renamed when it is whole.
 * So a unit is there or it is not, whoever is killed when, and if two do the same unit, the second finds it done.
 *
 * @param name  path of the unit inside the work folder, `0-clean/00012`
 * @param make  writes files into the folder given; what it returns becomes the unit's record
 */
export async function publish<T>(work: string, name: string, make: (folder: string) => Promise<T>): Promise<T> {
  const known = await record<T>(work, name)
  if (known !== undefined) return known
  const target = join(work, name)
  const attempt = `${target}.${randomBytes(6).toString('hex')}`
  await mkdir(attempt, { recursive: true }).catch(cause => Promise.reject(writeError(attempt, cause)))
  try {
    const result = await make(attempt)
    await writeWhole(join(attempt, doneFile), JSON.stringify(result))
    await rename(attempt, target).catch(async error => {
      if (!(await exists(join(target, doneFile)))) throw writeError(target, error)
      await rm(attempt, { recursive: true }) // somebody else was first, with the same bytes
    })
    return result
  } catch (error) {
    await rm(attempt, { recursive: true, force: true })
    throw error
  }
}

/** The record of a unit that is done. */
export async function record<T>(work: string, name: string): Promise<T | undefined> {
  return readFile(join(work, name, doneFile), 'utf8').then(
    text => JSON.parse(text) as T,
    error => {
      if (error.code === 'ENOENT') return undefined
      throw error
    },
  )
}

/** Names of the units of a phase that are done. */
export async function doneUnits(work: string, phase: string): Promise<Set<string>> {
  const names = await readdir(join(work, phase)).catch(() => [] as string[])
  return new Set(names.filter(name => !name.includes('.')))
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** Says which units somebody is at, so that several processes on a shared folder do different ones. */
export interface Claims {
  /** Whether the unit is this process's now. */
  claim(name: string): Promise<boolean>
  release(name: string): Promise<void>
  close(): Promise<void>
}

/** A process shows that it lives by writing to its file so often; one that has not for the longer time is dead. */
const [beatMilliseconds, leaseMilliseconds] = [5000, 30_000]

/**
 * Claims are advice: if two processes do the same unit after all (one was asleep for a minute, say), the bytes are the
 * same and {@link publish} takes the first. So nothing here has to be more than likely right.
 */
export async function openClaims(work: string): Promise<Claims> {
  const [claims, living] = [join(work, 'claims'), join(work, 'living')]
  for (const folder of [claims, living]) await mkdir(folder, { recursive: true })
  const token = randomBytes(8).toString('hex')
  const own = join(living, token)
  await writeWhole(own, JSON.stringify({ host: hostname(), process: process.pid }))
  const handle = await open(own, 'r+')
  const { size } = await handle.stat()
  // Writing lets the file server set the time: clocks of several machines differ.
  const beat = setInterval(() => void handle.write(' ', size).catch(() => {}), beatMilliseconds)
  beat.unref()

  /** Whether a file was written to lately, by the clock of the file server. */
  const isFresh = async (path: string): Promise<boolean> => {
    const [seen, now] = await Promise.all([
      stat(path).catch(() => undefined),
      handle.write(' ', size).then(() => handle.stat()),
    ])
    return seen !== undefined && now.mtimeMs - seen.mtimeMs < leaseMilliseconds
  }
  /** Whether the holder of a claim lives. */
  const isAlive = async (claim: string, holder: string): Promise<boolean> => {
    if (holder === '') return isFresh(claim) // not written yet, or killed in between
    const path = join(living, holder)
    const text = await readFile(path, 'utf8').catch(() => undefined)
    if (text === undefined || !(await isFresh(path))) return false
    const { host, process: pid } = JSON.parse(text)
    return host !== hostname() || (pid !== process.pid && isRunning(pid))
  }
  const file = (name: string) => join(claims, name.replaceAll('/', '_'))
  const take = (name: string) =>
    writeFile(file(name), token, { flag: 'wx' }).then(
      () => true,
      error => {
        if (error.code === 'EEXIST') return false
        throw writeError(file(name), error)
      },
    )
  return {
    claim: async name => {
      if (await take(name)) return true
      const holder = await readFile(file(name), 'utf8').catch(() => '')
      if (holder === token) return true
      if (await isAlive(file(name), holder)) return false
      await rm(file(name), { force: true })
      return take(name)
    },
    release: name => rm(file(name), { force: true }),
    close: async () => {
      clearInterval(beat)
      await handle.close()
      await rm(own, { force: true })
    },
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
