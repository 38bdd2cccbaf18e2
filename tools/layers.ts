/**
 * The direction of imports, in one place. `npm run layers` walks every import of `src/` and fails on an import that
 * points upward, on one that goes round a folder's door (`index.ts`), and on a file outside every layer.
 *
 * TypeScript's own scanner is not needed: imports in this code base stand at the start of a line or in
 * `import('…')` / `new URL('…', import.meta.url)`, which the two patterns below read.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

const base = ['errors', 'files', 'random'] as const

/** Folder of `src/` -> the folders that it may import, beside itself and `errors`, `files` and `random`. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  files: [],
  random: [],
  graph: [],
  onnx: ['graph'],
  runtime: ['onnx', 'graph'],
  nn: ['graph'],
  optim: ['graph', 'nn'],
  models: ['nn', 'graph'],
  tokenizers: [],
  checkpoints: ['models', 'nn', 'tokenizers'],
  runs: [],
  sandbox: [],
  data: ['tokenizers', 'runs'],
  generate: ['runtime', 'models', 'nn', 'graph', 'tokenizers', 'sandbox', 'checkpoints'],
  evals: ['generate', 'data', 'runs', 'tokenizers', 'models', 'runtime', 'graph', 'nn', 'sandbox'],
  train: ['runtime', 'models', 'nn', 'optim', 'graph', 'data', 'runs', 'tokenizers', 'checkpoints', 'generate'],
  report: ['evals', 'data', 'runs'],
  pipeline: [
    'report',
    'train',
    'evals',
    'generate',
    'data',
    'runs',
    'checkpoints',
    'tokenizers',
    'models',
    'runtime',
    'sandbox',
  ],
  cli: [
    'pipeline',
    'report',
    'train',
    'evals',
    'generate',
    'data',
    'runs',
    'checkpoints',
    'tokenizers',
    'models',
    'runtime',
    'sandbox',
    'onnx',
    'graph',
  ],
}

/** Packages that only one folder may import, so that what they do stays behind one door. */
export const reservedPackages: readonly { readonly pattern: RegExp; readonly folder: string }[] = [
  { pattern: /^onnxruntime-/, folder: 'runtime' },
  { pattern: /^(onnx-buf|@bufbuild\/protobuf)/, folder: 'onnx' },
  { pattern: /^quickjs-emscripten/, folder: 'sandbox' },
  { pattern: /^commander$/, folder: 'cli' },
  { pattern: /^@huggingface\/jinja$/, folder: 'tokenizers' },
  { pattern: /^hyparquet/, folder: 'data' },
  { pattern: /^pacote$/, folder: 'data' },
  { pattern: /^node:sqlite$/, folder: 'runs' },
]

const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\{[^}]*\}[^'"\n;]*?)?from\s+['"]([^'"]+)['"]|(?:^|\n)import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|new URL\(\s*['"]([^'"]+)['"]/g

/**
 * Checks one file.
 * @param root the `src` folder
 * @returns one sentence for each import that breaks the table
 */
export function violations(root: string, path: string, text: string): string[] {
  const found: string[] = []
  const folder = relative(root, path).split(sep)[0] ?? ''
  const allowed = layers[folder]
  const where = relative(root, path)
  if (!allowed) return [`${where}: the folder ${folder} stands in no layer; add it to tools/layers.ts`]
  for (const match of text.matchAll(importPattern)) {
    const target = match[1] ?? match[2] ?? match[3] ?? match[4] ?? ''
    if (!target.startsWith('.')) {
      for (const { pattern, folder: owner } of reservedPackages)
        if (pattern.test(target) && owner !== folder)
          found.push(`${where}: ${target} may be imported in ${owner}/ only`)
      continue
    }
    const resolved = resolve(dirname(path), target)
    const [into, ...rest] = relative(root, resolved).split(sep)
    if (into === undefined || into === '..' || into === folder) continue
    if (![...base, ...allowed].includes(into)) found.push(`${where}: ${folder}/ may not import ${into}/ (${target})`)
    else if (rest.join('/') !== 'index.ts') found.push(`${where}: import ${into}/index.ts instead of ${target}`)
  }
  return found
}

/** Every violation in the TypeScript files below `root`, tests included (they may import any layer's door). */
export function checkLayers(root: string): { files: number; imports: string[] } {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
    .map(name => join(root, name))
  return { files: files.length, imports: files.flatMap(path => violations(root, path, readFileSync(path, 'utf8'))) }
}

/** Doors through which a browser comes in. `web.ts` is what of a folder needs no Node. */
const browserDoors = [
  ...['errors', 'random', 'graph', 'onnx', 'nn', 'optim', 'models'].map(folder => `${folder}/index.ts`),
  ...['tokenizers', 'checkpoints', 'runtime'].map(folder => `${folder}/web.ts`),
]

/** Every import of Node that a browser would come upon behind its doors; those of types alone are none. */
export function nodeImports(root: string, doors: readonly string[] = browserDoors): string[] {
  const reached = new Set(doors.map(door => join(root, door)))
  const found: string[] = []
  for (const path of reached) {
    for (const match of readFileSync(path, 'utf8').matchAll(importPattern)) {
      const target = match[1] ?? match[2] ?? match[3] ?? match[4] ?? ''
      if (/^\s*(import|export) type\b/.test(match[0])) continue
      if (target.startsWith('.')) reached.add(resolve(dirname(path), target))
      else if (/^(node:|onnxruntime-node$)/.test(target))
        found.push(`${relative(root, path)}: ${target} is not there in a browser`)
    }
  }
  return found
}

if (import.meta.main) {
  const { files, imports: upward } = checkLayers(resolve('src'))
  const imports = [...upward, ...nodeImports(resolve('src'))]
  for (const line of imports) console.error(line)
  if (files === 0) console.error('Expected TypeScript files below src/, found none')
  if (imports.length > 0 || files === 0) process.exit(1)
  console.log(`layers: ${files} files, no violations`)
}
