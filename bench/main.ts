/** `npm run bench -- NAME [--quick] [--json] …` runs `bench/NAME/main.ts` with the flags that follow. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const name = process.argv[2]
const benchmarks = readdirSync(import.meta.dirname).filter(folder =>
  existsSync(join(import.meta.dirname, folder, 'main.ts')),
)

if (name !== undefined && benchmarks.includes(name)) {
  process.argv.splice(1, 2, join(import.meta.dirname, name, 'main.ts'))
  await import(`./${name}/main.ts`)
} else {
  console.error(`Expected the name of a benchmark (${benchmarks.join(', ')}), found ${name ?? 'none'}`)
  process.exitCode = 2
}
