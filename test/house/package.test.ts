import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { layers } from '../../tools/layers.ts'

/** The package as others get it: compiled, and imported by name. */

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
let folder = ''

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'instar-package-')))
  await copyFile(join(root, 'package.json'), join(folder, 'package.json'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  await symlink(join(root, 'recipes'), join(folder, 'recipes'), 'junction')
  await compile('-p', join(root, 'tsconfig.build.json'), '--outDir', join(folder, 'dist'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const compile = (...args: readonly string[]) =>
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args]).catch(error => {
    throw new Error(error.stdout)
  })

async function runScript(text: string): Promise<string> {
  const path = join(folder, 'script.mjs')
  await writeFile(path, text)
  const { stdout } = await run(process.execPath, [path], { cwd: folder })
  return stdout.trim()
}

const doors = Object.keys(manifest.exports).filter(name => name !== './package.json')

describe('the compiled package', () => {
  it('has a door for every layer that is not internal', () => {
    const internal = ['errors', 'files', 'random', 'cli']
    expect(doors).toHaveLength(Object.keys(layers).length - internal.length)
    expect(doors.map(door => door.slice(2)).toSorted()).toEqual(
      Object.keys(layers)
        .filter(layer => !internal.includes(layer))
        .toSorted(),
    )
  })

  it('gives something through every door', async () => {
    const specifiers = JSON.stringify(doors.map(door => `instar/${door.slice(2)}`))
    const counts = await runScript(
      `const counts = []
       for (const name of ${specifiers}) counts.push(Object.keys(await import(name)).length)
       console.log(JSON.stringify(counts))`,
    )
    const found: number[] = JSON.parse(counts)
    expect(found).toHaveLength(doors.length)
    expect(Math.min(...found)).toBeGreaterThan(0)
  })

  it('has types behind every door', async () => {
    const imports = doors.map((door, index) => `import * as door${index} from 'instar/${door.slice(2)}'`)
    const used = doors.map((_, index) => `door${index}`)
    const text = `${imports.join('\n')}
import { add, input } from 'instar/graph'
// @ts-expect-error a tensor is no text: the types are there, and are not any
export const wrong: string = add(input('x', [1]), 1)
export const all = [${used.join(', ')}]
`
    await writeFile(join(folder, 'user.mts'), text)
    const options = { strict: true, target: 'es2024', module: 'nodenext', noEmit: true, types: ['node'] }
    const lib = ['es2024', 'esnext.disposable', 'esnext.iterator']
    const config = { compilerOptions: { ...options, lib, skipLibCheck: true }, files: ['user.mts'] }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    await compile('-p', folder)
  })

  it('starts its threads from compiled files', async () => {
    const output = await runScript(
      `import { input, mul } from 'instar/graph'
       import { openDevice } from 'instar/runtime'
       import { runJavaScript } from 'instar/sandbox'
       const device = await openDevice({ threads: 1 })
       const program = await device.compile({ outputs: { y: mul(input('x', [1]), 2) }, updates: new Map() })
       const { y } = await program.run({ x: { shape: [1], data: Float32Array.of(21) } })
       await device.close()
       console.log(y.data[0], (await runJavaScript('6 * 7')).output)`,
    )
    expect(output).toBe('42 42')
  })

  it('has a command that finds its recipes', async () => {
    const { stdout } = await run(process.execPath, [join(folder, manifest.bin.instar), '--version'], { cwd: folder })
    expect(stdout.trim()).toBe(manifest.version)
    const bad = run(process.execPath, [join(folder, manifest.bin.instar), 'raise', 'nothing'], { cwd: folder })
    await expect(bad).rejects.toThrow(/tutor/)
  })

  it('holds no tests, and nothing that is not compiled', async () => {
    const files = await readdir(join(folder, 'dist'), { recursive: true })
    expect(files.filter(file => /\.test\./.test(file))).toEqual([])
    expect(files.filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([])
    expect(manifest.files).toEqual(['dist', 'recipes'])
  })
})
