import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messagesIn } from './language.ts'
import { partsOf, trainingTexts } from './training-texts.ts'

const folder = mkdtempSync(join(tmpdir(), 'instar-texts-'))
const context = { stdin: Readable.from(['from ', 'outside']), text: messagesIn('en') }
const all = async (texts: AsyncIterable<string>) => await Array.fromAsync(texts)

describe('partsOf', () => {
  it('gives the text whole, cut where a line begins', async () => {
    const chunk = fc.stringMatching(/^[ab \n\r\t，]{0,12}$/)
    await fc.assert(
      fc.asyncProperty(fc.array(chunk), fc.integer({ min: 1, max: 30 }), async (chunks, length) => {
        const parts = await all(partsOf(chunks, length))
        expect(parts.join('')).toBe(chunks.join(''))
        for (const part of parts.slice(1)) expect(part).toMatch(/^\S/)
        for (const part of parts.slice(0, -1)) expect(part).toMatch(/\n$/)
      }),
    )
  })
})

describe('trainingTexts', () => {
  it('reads text, JSON Lines and standard input', async () => {
    const [text, lines] = [join(folder, 'a.txt'), join(folder, 'b.jsonl')]
    writeFileSync(text, '西瓜\n')
    writeFileSync(lines, '{"text": "one"}\n\n{"text": "two"}\n')
    expect(await all(trainingTexts([text, lines, '-'], context))).toEqual(['西瓜\n', 'one', 'two', 'from outside'])
    expect(await all(trainingTexts([text, lines], context, 8))).toEqual(['西瓜\n', 'one', 't'])
  })

  it('says what is wrong with a file', async () => {
    const bad = join(folder, 'bad.jsonl')
    writeFileSync(bad, '{"text": "one"}\n{"txt": 1}\n')
    await expect(all(trainingTexts([bad], context))).rejects.toThrow(/bad\.jsonl:2: expected a "text"/)
    await expect(all(trainingTexts([join(folder, 'none.txt')], context))).rejects.toThrow(/none\.txt/)
  })
})
