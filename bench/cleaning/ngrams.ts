/**
 * A look at the form of texts that takes seconds instead of trainings: bits per byte of held-out texts under a model of
 * byte n-grams that has read the same bytes of pages in each form.
 */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decontaminationFilter, extractPage, isRejection } from '../../src/data/index.ts'
import { heldOutPages, heldOutProse } from './held-out.ts'
import { allPages, heldOutWorks } from './pages.ts'
import { mean, sets } from './table.ts'
import { plainText, withoutLinks, withoutMarks, withoutTables } from './text.ts'

/** The main text of a page, as it is and with its form taken away, and all text of the page. */
const forms: Readonly<Record<string, (all: string, main: string) => string>> = {
  'all text': all => all,
  'main text': (_, main) => main,
  'without blank lines': (_, main) => main.replace(/\n{2,}/g, '\n'),
  'without tables': (_, main) => withoutTables(main),
  'without addresses of links': (_, main) => withoutLinks(main),
  'without any marks': (_, main) => withoutMarks(main),
}
/** What a model reads; as many as a training of `main.ts` does. */
const modelBytes = 1.1e6
/** Lengths of n-grams. */
const longest = 6

/** A Markdown table: bits per byte on each set, means of two models that read different pages. */
export async function ngramTable(folder: string): Promise<string> {
  const pages = allPages()
  const apart = heldOutWorks(pages)
  const heldOut = [...heldOutPages(pages.filter(({ work }) => apart.has(work))), ...heldOutProse()]
  const questions = join(folder, 'held-out-texts.jsonl')
  await writeFile(questions, heldOut.map(({ text }) => JSON.stringify({ text })).join('\n'))
  const decontamination = await decontaminationFilter({ questions: [questions], words: 13, characters: 20 })
  const read: { all: string; main: string }[] = []
  let bytes = 0
  for (const { path, origin, work } of pages) {
    if (apart.has(work)) continue
    const html = readFileSync(path, 'utf8')
    const all = plainText(html)
    const page = extractPage(html)
    if (!('text' in page) || isRejection(decontamination.apply({ id: path, text: all, source: origin }))) continue
    read.push({ all, main: page.text })
    bytes += Buffer.byteLength(page.text)
    if (bytes > 3 * modelBytes) break
  }
  const groups = Map.groupBy(heldOut, ({ set, language }) => `${set}, ${language}`)
  const measured = sets.filter(set => groups.has(set))
  const rows = Object.entries(forms).map(([name, form]) => {
    const texts = read.map(({ all, main }) => form(all, main))
    const halves = [0, 1].map(half => {
      const bits = ngramModel(texts.filter((_, index) => index % 2 === half))
      return measured.map(set => bits(groups.get(set)!.map(({ text }) => text)))
    })
    const cells = measured.map((_, column) => mean(halves.map(half => half[column]!)))
    return `| ${[name, ...cells.map(cell => cell.toFixed(3))].join(' | ')} |`
  })
  return [`| | ${measured.join(' | ')} |`, `|---|${'---|'.repeat(measured.length)}`, ...rows, ''].join('\n')
}

/** Open addressing over 2^24 slots: keys are whole numbers above 0, of which a corpus of a megabyte has seven million. */
const slots = 2 ** 24
const keys = new Float64Array(slots)
/** How often an n-gram was seen, and how many different bytes followed it. */
const [seen, followers] = [new Uint32Array(slots), new Uint32Array(slots)]

function slotOf(key: number): number {
  const mixed = Math.imul((key % 2 ** 32) ^ Math.imul(key / 2 ** 32, 0x9e3779b1), 0x85ebca6b)
  let slot = (mixed ^ (mixed >>> 15)) & (slots - 1)
  while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & (slots - 1)
  return slot
}

/** Tells of a place: contexts from none to the longest, each as a number, and the same with the byte behind it. */
function visit(bytes: Buffer, at: number, use: (context: number, withByte: number) => boolean): void {
  let context = 0 // at most five bytes, so all fits into 53 bits
  for (let length = 0; length < longest && length <= at; length++) {
    if (length > 0) context = 256 * context + bytes[at - length]!
    const key = 8 * context + length
    if (!use(512 * key + 1, 512 * key + 2 * bytes[at]! + 2)) return
  }
}

/**
 * Counts n-grams of bytes, in place of those counted before. The probability of a byte after a context is mixed from those
 * after the shorter ones (Witten and Bell 1991, method C).
 *
 * @returns bits per byte of texts
 */
function ngramModel(texts: readonly string[]): (texts: readonly string[]) => number {
  for (const table of [keys, seen, followers]) table.fill(0)
  let read = 0
  for (const text of texts) {
    const bytes = Buffer.from(`${text}\n`)
    for (let at = 0; at < bytes.length; at++)
      visit(bytes, at, (context, withByte) => {
        const [before, whole] = [slotOf(context), slotOf(withByte)]
        keys[before] = context
        keys[whole] = withByte
        seen[before]!++
        if (seen[whole]!++ === 0) followers[before]!++
        return true
      })
    read += bytes.length
    if (read > modelBytes) break
  }
  return others => {
    let [bits, bytesRead] = [0, 0]
    for (const text of others) {
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; at++) {
        let probability = 1 / 256
        visit(bytes, at, (context, withByte) => {
          const before = slotOf(context)
          if (seen[before] === 0) return false
          const kinds = followers[before]!
          probability = (seen[slotOf(withByte)]! + kinds * probability) / (seen[before]! + kinds)
          return true
        })
        bits -= Math.log2(probability)
      }
      bytesRead += bytes.length
    }
    return bits / bytesRead
  }
}
