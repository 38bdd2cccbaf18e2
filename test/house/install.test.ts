import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** What `npm ci` of every npm since 10 needs of the lock file, on every system, with whatever registry a user has set. */

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const json = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))
const packages: Readonly<Record<string, Locked>> = json('package-lock.json').packages
const manifest = json('package.json')

/** Finds a dependency as Node does: in the nearest `node_modules` on the way up. */
function isLocked(from: string, name: string): boolean {
  if (`${from === '' ? '' : `${from}/`}node_modules/${name}` in packages) return true
  if (from === '') return false
  const above = from.lastIndexOf('/node_modules/')
  return isLocked(above === -1 ? '' : from.slice(0, above), name)
}

it('locks every dependency of every package, those for other systems included', () => {
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys({
      ...entry.dependencies,
      ...entry.optionalDependencies,
      ...(path === '' ? entry.devDependencies : {}),
    })
      .filter(name => !isLocked(path, name))
      .map(name => `${path} needs ${name}`),
  )
  expect(missing).toEqual([])
  expect(packages).toHaveProperty(['node_modules/@biomejs/cli-win32-x64'])
})

it('names no registry, and holds a checksum of every package', () => {
  const entries = Object.entries(packages).filter(([path]) => path !== '')
  expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  expect(entries.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([])
})

it('decides for each install script of a package whether it may run', () => {
  const withScript = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
  expect(withScript).toContain('onnxruntime-node')
  expect(Object.keys(manifest.allowScripts)).toEqual(expect.arrayContaining(withScript))
})

it('brings the Node that the engines ask for', () => {
  const [wanted] = manifest.engines.node.match(/\d+/)
  expect(Number(packages['node_modules/node']?.version?.split('.')[0])).toBeGreaterThanOrEqual(Number(wanted))
})
