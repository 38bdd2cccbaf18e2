import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { writeWhole } from '../src/files/index.ts'

/** What was measured, with when and on what; written to `bench/results/NAME-DATE.json` unless it was but a quick look. */
export async function writeResult(
  bench: string,
  { versions, ...result }: Readonly<Record<string, unknown>> & { readonly versions?: object },
  isWhole: boolean,
): Promise<object> {
  const whole = {
    bench,
    date: new Date().toISOString(),
    machine: { processor: cpus()[0]?.model, cores: availableParallelism() },
    versions: { node: process.version, ...versions },
    ...result,
  }
  const file = fileURLToPath(new URL(`./results/${bench}-${whole.date.slice(0, 10)}.json`, import.meta.url))
  if (isWhole) await writeWhole(file, `${JSON.stringify(whole, null, 2)}\n`)
  return whole
}
