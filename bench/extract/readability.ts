/**
 * Mozilla's Readability in jsdom on pages whose paths come as a JSON list on standard input; one line of JSON per page.
 * Its `textContent` glues cells and list items together, so that words would be lost: white space is put between blocks.
 */
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { Readability } from '@mozilla/readability'
import { JSDOM } from 'jsdom'

const { pages } = JSON.parse(await text(process.stdin)) as { pages: string[] }
for (const path of pages.slice(0, 30)) contentOf(readFileSync(path)) // until the engine has compiled what is hot
for (const path of pages) {
  const page = readFileSync(path)
  const start = process.cpuUsage()
  const content = contentOf(page)
  const { user, system } = process.cpuUsage(start)
  const seconds = (user + system) / 1e6
  const spaced = content.replace(/<\/?(?:p|div|td|th|tr|li|dt|dd|br|h\d|pre|section|table)\b/g, '\n$&')
  const plain = new JSDOM(spaced).window.document.body.textContent ?? ''
  console.log(JSON.stringify({ mode: 'default', path, text: plain, seconds }))
}

function contentOf(page: Buffer): string {
  const { window } = new JSDOM(page, { contentType: 'text/html' })
  const content = new Readability(window.document).parse()?.content ?? ''
  window.close()
  return content
}
