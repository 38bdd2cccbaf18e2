import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root, snippets } from './markdown.ts'

const run = promisify(execFile)

/** Carries out a page's commands, the snippets `sh runs`, one after the other in a folder. @returns what each printed */
export async function runScripts(page: string, folder: string): Promise<string[]> {
  const instar = `"${process.execPath}" "${join(root, 'src/cli/main.ts')}"`
  const env = { ...process.env, LC_ALL: 'en_US' }
  const printed: string[] = []
  for (const { language, words, code } of snippets(page)) {
    if (language !== 'sh' || !words.includes('runs')) continue
    const { stdout } = await run('bash', ['-e', '-c', code.replaceAll('npx instar', instar)], { cwd: folder, env })
    printed.push(stdout)
  }
  return printed
}
