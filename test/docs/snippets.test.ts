import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { promisify } from 'node:util'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { createProgram } from '../../src/cli/program.ts'
import { parseRecipe } from '../../src/runs/index.ts'
import { pages, read, root, type Snippet, snippets } from './markdown.ts'

/**
 * Code of the pages: `ts` compiles, `ts browser` with what a browser has; where the fence says `ts runs` it prints what its last comment says. `sh` is right for the shell, its scripts and
 * its `instar` commands exist with these arguments; `yaml` with stages is a recipe.
 */

const run = promisify(execFile)
const all = pages.flatMap(snippets)
const inLanguage = (language: string) =>
  all
    .filter(snippet => snippet.language === language)
    .map(snippet => [`${snippet.page}:${snippet.line}`, snippet] as const)

let folder = ''
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'instar-docs-')))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('the pages hold code of every kind', () => {
  for (const language of ['ts', 'sh', 'yaml']) expect(inLanguage(language).length, language).toBeGreaterThan(0)
})

describe('TypeScript', () => {
  const forBrowser = ({ words }: Snippet) => words.includes('browser')
  /** The snippet as a module of its own, with this package's doors found in `src/`. */
  const module = (snippet: Snippet) => {
    const doorOf = (folder: string) =>
      forBrowser(snippet) && existsSync(join(root, 'src', folder, 'web.ts')) ? 'web.ts' : 'index.ts'
    return `${snippet.code.replaceAll(/'instar\/(\w+)'/g, (_, folder) => `'${root}/src/${folder}/${doorOf(folder)}'`)}\nexport {}\n`
  }
  const files = inLanguage('ts').map(([name, snippet], index) => ({ name, snippet, file: `snippet-${index}.mts` }))

  it.each([
    { where: 'Node', isBrowser: false, options: {} },
    { where: 'a browser', isBrowser: true, options: { lib: ['es2024', 'esnext', 'dom'], types: [] } },
  ])('compiles in $where', async ({ isBrowser, options }) => {
    const compiled = files.filter(({ snippet }) => forBrowser(snippet) === isBrowser)
    expect(compiled.length).toBeGreaterThan(0)
    for (const { snippet, file } of compiled) await writeFile(join(folder, file), module(snippet))
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        typeRoots: [join(root, 'node_modules/@types')],
        rewriteRelativeImportExtensions: false,
        ...options,
      },
      files: compiled.map(({ file }) => file),
      include: [join(root, 'src/**/*.d.ts')], // what packages without types declare
    }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const result = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]).catch(
      (error: { stdout: string }) => error,
    )
    expect(result.stdout).toBe('')
  })

  it.each(files.filter(({ snippet }) => snippet.words.includes('runs')))('$name runs', async ({ snippet, file }) => {
    await writeFile(join(folder, file), module(snippet))
    const { stdout } = await run(process.execPath, [join(folder, file)], { cwd: folder })
    expect(stdout.trim()).toBe(snippet.code.trimEnd().match(/ \/\/ (.+)$/)?.[1])
  })
})

describe('shell', () => {
  it.each(inLanguage('sh'))('%s', async (_, { code }) => {
    if (process.platform !== 'win32') expect(spawnSync('bash', ['-n'], { input: code }).stderr.toString()).toBe('')
    for (const words of commandsOf(code)) {
      const [tool, verb, ...rest] = words
      if (tool === 'npx' && verb === 'instar') await expect(parsed(rest), words.join(' ')).resolves.toBe(true)
      if (tool === 'npm' && verb === 'run') {
        expect(Object.keys(manifest.scripts)).toContain(rest[0])
        if (rest[0] === 'instar') await expect(parsed(rest.slice(2)), words.join(' ')).resolves.toBe(true)
      }
    }
  })

  it('sets keys that the recipe has', () => {
    const raised = inLanguage('sh')
      .flatMap(([, { code }]) => commandsOf(code))
      .filter(words => words.includes('raise') && words.includes('--set'))
    expect(raised.length).toBeGreaterThan(0)
    for (const words of raised) {
      const page = `recipes/${words[words.indexOf('raise') + 1]}/recipe.yaml`
      const sets = words.filter((_, index) => words[index - 1] === '--set')
      expect(parseRecipe(read(page), page, sets).stages).toBeDefined()
    }
  })

  it('notices a command, a flag and an argument that do not exist', async () => {
    const wrong = 'npx instar rase tutor # a comment\nnpx instar chat runs/x --tempo 1\ncat x | npx instar ask'
    const commands = commandsOf(wrong).filter(([tool]) => tool === 'npx')
    expect(commands).toHaveLength(3)
    for (const words of commands) await expect(parsed(words.slice(2))).rejects.toThrow()
  })
})

describe('recipes', () => {
  const recipes = inLanguage('yaml').filter(([, { code }]) => /^stages:/m.test(code))
  it.each(recipes)('%s', (name, { code }) => {
    expect(Object.keys(parseRecipe(code, name).stages).length).toBeGreaterThan(0)
  })
})

/** The words of every command of a script, without pipes, redirections, variables set before it and comments. */
function commandsOf(script: string): string[][] {
  return script
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap(line => {
      const words = line.match(/"[^"]*"|'[^']*'|[^\s"'#]+|#.*$/g) ?? []
      const commands: string[][] = [[]]
      for (const word of words) {
        if (word.startsWith('#')) break
        if (['|', '&&', ';', '||'].includes(word)) commands.push([])
        else commands.at(-1)!.push(word.replaceAll(/^["']|["']$/g, ''))
      }
      return commands
    })
    .map(words => {
      const redirection = words.findIndex(word => /^\d?[<>]/.test(word))
      return (redirection < 0 ? words : words.slice(0, redirection)).filter(word => !/^[A-Z_]+=/.test(word))
    })
    .filter(words => words.length > 0)
}

/** Whether the command line takes these arguments, without doing what they say. */
async function parsed(args: readonly string[]): Promise<boolean> {
  const terminal = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough(), env: {} }
  const program = createProgram(terminal as unknown as Parameters<typeof createProgram>[0], 'en', manifest.version)
  let called = false
  const inert = (command: Command): void => {
    if (command.commands.length === 0)
      command.action(() => {
        called = true
      })
    command.commands.forEach(inert)
  }
  inert(program)
  await program.parseAsync(args, { from: 'user' })
  return called
}
