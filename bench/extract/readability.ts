/**
 * Mozilla's Readability in jsdom on pages whose paths come as a JSON list on standard input; one line of JSON per page.
 * Its `textContent` glues cells and list items together, so that words would be lost: white space is put between blocks.
 */
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { Readability } from '@mozilla/readability'
import { JSDOM } from 'jsdom'

const { pages } = JSON.parse(await text(process.stdin)) as { pages: string[] }
for (const path of pages) {
  const page = readFileSync(path)
  const start = performance.now()
  const { window } = new JSDOM(page, { contentType: 'text/html' })
  const article = new Readability(window.document).parse()
  const seconds = (performance.now() - start) / 1000
  window.close()
  const spaced = (article?.content ?? '').replace(/<\/?(?:p|div|td|th|tr|li|dt|dd|br|h\d|pre|section|table)\b/g, '\n$&')
  const plain = new JSDOM(spaced).window.document.body.textContent ?? ''
  console.log(JSON.stringify({ mode: 'default', path, text: plain, seconds }))
}
