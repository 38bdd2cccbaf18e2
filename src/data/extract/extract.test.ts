import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ExtractedPage, type ExtractOptions, extractPage } from './index.ts'

const prose = 'This sentence is long enough to count as prose, and it says nothing in particular about anything. '

function extracted(html: string, options: ExtractOptions = {}): ExtractedPage {
  const page = extractPage(html, options)
  if (!('text' in page)) throw new Error(`not extracted: ${page.reason}`)
  return page
}
const textOf = (body: string, options?: ExtractOptions) => extracted(`<html><body>${body}</body></html>`, options).text

describe('what is main text', () => {
  const post = `<!doctype html><html lang="en-GB"><head><title>How we cut our build time | The Widget Blog</title>
    <meta property="article:published_time" content="2021-03-04T10:00:00Z"></head>
    <body class="single has-sidebar nav-open"><a class="skip-link" href="#main">Skip to content</a>
    <header class="site-header"><a href="/">The Widget Blog</a><nav><ul><li><a href="/">Home</a><li><a href="/about">About</a></ul></nav></header>
    <div id="wrap"><div class="breadcrumbs"><a href="/">Home</a> &gt; <a href="/eng">Engineering</a></div>
    <div class="entry"><h1>How we cut our build time</h1>
    <p>Our builds took forty minutes. <b>We measured</b> where the time went, see <a href="/old">the old post</a>. ${prose}</p>
    <div class="newsletter-box"><p>Enjoying this? Sign up and never miss a post from us again.</p><input type=email></div>
    <aside class="sidebar"><p>A box of the text itself: linkers put object files together.</p></aside>
    <p>The first surprise was the linker: ${prose}</p>
    <div class="social-share"><span>Share this</span> <a href="t">One</a> <a href="f">Two</a></div>
    <h3>Related posts</h3><ul><li><a href="/1">Why tests are slow</a><li><a href="/2">Ten tricks for linkers</a></ul></div>
    <div id="sidebar"><h3>Recent posts</h3><ul><li><a href="/a">A</a><li><a href="/b">B</a></ul><p>This blog is about widgets.</p></div>
    <section id="comments"><h2>3 comments</h2><article class="comment"><p>Great post, thanks for writing this up!</p></article></section>
    </div><footer>© 2021 The Widget Company. All rights reserved.</footer></body></html>`

  test('a post among header, breadcrumbs, sign-up, sharing, related posts, sidebar, comments and footer', () => {
    const { text } = extracted(post)
    for (const kept of ['# How we cut our build time', '**We measured**', 'A box of the text', 'The first surprise'])
      expect(text).toContain(kept)
    expect(text).not.toMatch(/Widget|Skip|Home|Engineering|Enjoying|Share|Related|tricks|Recent|comments|Great post|©/)
  })

  test('what the page says about itself', () => {
    expect(extracted(post)).toMatchObject({ title: 'How we cut our build time', language: 'en-gb', date: '2021-03-04' })
    const other = extracted(
      `<html><body lang=zh_CN><script type="application/ld+json">{"datePublished":"2019-12-31"}</script><p>${prose}`,
      { url: 'https://x.test/2020/01/02/a' },
    )
    expect(other).toEqual({ text: prose.trim(), language: 'zh-cn', date: '2019-12-31' })
    expect(extracted(`<p>${prose}`, { url: 'https://x.test/2020/01/02/a' }).date).toBe('2020-01-02')
  })

  test('hidden parts are left out, unless they are the page', () => {
    expect(textOf(`<p>${prose}</p><div style="display: none">secret</div><p hidden>secret</p>`)).toBe(prose.trim())
    expect(textOf(`<div style="visibility:hidden"><p>${prose}</p></div>`)).toBe(prose.trim())
  })

  test('a name of furniture that holds the page is not believed, one that repeats its heading neither', () => {
    expect(textOf(`<div class="footer"><p>${prose.repeat(3)}</p></div>`)).toContain('nothing in particular')
    const sections = ['Menu', 'Sharing', 'Cookies'].map(
      name => `<div id="${name}"><h2>${name}</h2><p>${prose}</p></div>`,
    )
    expect(textOf(sections.join('')).match(/## /g)).toHaveLength(3)
  })

  test('a page of links keeps them', () => {
    const links = Array.from({ length: 30 }, (_, i) => `<li><a href="/${i}">Chapter ${i} of the whole book</a>`)
    expect(textOf(`<ul>${links.join('')}</ul>`, { url: 'https://x.test/b/' })).toContain(
      '- [Chapter 7 of the whole book](https://x.test/7)',
    )
  })

  test('a table of contents and marks beside headings are left out', () => {
    const contents = ['a', 'b', 'c', 'd'].map(id => `<li><a href="#${id}">Part ${id}</a>`).join('')
    const text = textOf(`<h1>Book<a href="#book">¶</a></h1><h2>Contents</h2><ul>${contents}</ul><p>${prose}</p>`)
    expect(text).toBe(`# Book\n\n${prose.trim()}`)
  })
})

describe('Markdown', () => {
  test.each([
    ['code', '<pre class="highlight-python">if a:\n    b &lt; c\n</pre>', '```python\nif a:\n    b < c\n```'],
    ['code that holds a fence', '<pre>```\nx\n```</pre>', '````\n```\nx\n```\n````'],
    ['inline code', '<p>use <code>a  b</code> or <kbd>Ctrl</kbd></p>', 'use `a b` or `Ctrl`'],
    [
      'a link',
      '<p>see <a href="../c?q=(1)">the <em>page</em> </a>now</p>',
      'see [the *page*](https://x.test/c?q=%281%29) now',
    ],
    ['links that lead nowhere', '<p><a href="javascript:x()">a</a> <a href="#b">b</a> <a>c</a></p>', 'a b c'],
    [
      'nested lists',
      '<ol><li>one<ul><li>a</li><li>b</li></ul></li><li>two</li></ol>',
      '1. one\n   - a\n   - b\n2. two',
    ],
    ['a list that starts later', '<ol start=4><li>four</ol>', '4. four'],
    ['definitions', '<dl><dt>word</dt><dd>its <b>meaning</b></dd></dl>', 'word\n\n: its **meaning**'],
    ['a quotation', '<blockquote><p>one</p><p>two</p></blockquote>', '> one\n>\n> two'],
    ['line breaks and spaces', '<p>one<br>two\n   three&nbsp;four</p>', 'one\ntwo three four'],
    ['powers', '<p>2<sup>10</sup> and 1<sup>st</sup></p>', '2^10 and 1st'],
    ['a table', '<table><tr><th>a<th>b|c<tr><td>1<td>2</table>', '| a | b\\|c |\n| --- | --- |\n| 1 | 2 |'],
    [
      'spans',
      '<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table>',
      '| a | b |  |\n| --- | --- | --- |\n|  | c | d |',
    ],
    [
      'a table that arranges',
      '<table><tr><td><h2>Title</h2><pre>x</pre></td><td>y</td></tr></table>',
      '## Title\n\n```\nx\n```\n\ny',
    ],
    ['line numbers', '<table><tr><td><pre>1\n2</pre></td><td><pre>a\nb</pre></td></tr></table>', '```\na\nb\n```'],
  ])('%s', (_, html, expected) => {
    expect(textOf(`<p>${prose}</p>${html}<p>${prose}</p>`, { url: 'https://x.test/d/' })).toBe(
      `${prose.trim()}\n\n${expected}\n\n${prose.trim()}`,
    )
  })
})

describe('pages that would break it', () => {
  test('nested 5,000 deep: the text is there; 100,000 deep: a reason', () => {
    const nested = (depth: number) => `${'<div>'.repeat(depth)}<p>${prose}</p>${'</div>'.repeat(depth)}`
    expect(extracted(nested(5000)).text).toBe(prose.trim())
    expect(extractPage(nested(100_000))).toEqual({ reason: 'nested deeper than 10000 elements' })
    expect(extractPage('<b>'.repeat(100_000))).toEqual({ reason: 'nested deeper than 10000 elements' })
  })

  test('more elements than a page has', () => {
    expect(extractPage('<i></i>'.repeat(600_000))).toEqual({ reason: 'more than 500000 elements' })
  })

  test('one line of 200 MB', () => {
    const page = Buffer.alloc(200 << 20, 'x ')
    expect(extractPage(page)).toEqual({ reason: `longer than ${16 << 20} bytes` })
    expect(extracted(`<p>${'x '.repeat(4 << 20)}`).text).toHaveLength((8 << 20) - 1)
  })

  test('entities: of XML, nested, they are not expanded; of HTML, a million are', () => {
    const bomb = '<!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    expect(extracted(`${bomb}<p>${prose} &c; end</p>`).text).toContain('&c; end')
    expect(extracted(`<p>${'&amp;'.repeat(1_000_000)}`).text).toHaveLength(1_000_000)
  })

  /** Each costs the square of its size, or more, where a rule is written carelessly. */
  const many = 100_000
  test.each<[string, string]>([
    ['white space inside code', `<pre>a${' '.repeat(many * 5)}b</pre>`],
    ['blank lines inside code', `<pre>1${'\n'.repeat(many * 5)}x</pre>`],
    ['white space between words', `<p>a${'<b> </b>'.repeat(many)}b</p>`],
    ['furniture at the end', `<p>${prose}</p>${'<p>Home</p><p></p>'.repeat(many)}`],
    ['sidebars side by side', `<p>${prose}</p>${'<div class="sidebar">x</div>'.repeat(many)}`],
    [
      'lists of links',
      `<p>${prose}</p>${'<ul><a href=/a>a</a><a href=/b>b</a></ul><i></i>'.repeat(many)}<p>${prose}</p>`,
    ],
    ['named blocks in each other', `${'<div id="x">'.repeat(190)}${'<i>x</i>'.repeat(many)}`],
    ['a row of many cells, many rows of one', `<table><tr>${'<td>a'.repeat(many)}${'<tr><td>b'.repeat(many)}</table>`],
    ['cells that span', `<table>${'<tr><td colspan=1000 rowspan=1000>x<td>y'.repeat(2000)}</table>`],
    ['lines in lists in lists', `${'<ul><li>'.repeat(90)}<pre>${'x\n'.repeat(many * 5)}</pre>`],
    ['quotations of lines', `${'<blockquote>'.repeat(190)}${'x<br>'.repeat(many)}`],
    ['links in links in emphasis', `${'<b><i><a href=/x>'.repeat(60)}${'word '.repeat(many)}`],
    [
      'white space in attributes',
      `<p class="${' '.repeat(many * 5)}x" style="display${' '.repeat(many)}">${prose}</p>`,
    ],
    ['a title of white space', `<title>a${' '.repeat(many * 5)}|</title><p>${prose}`],
  ])('%s: time and text grow no faster than the page', (_, body) => {
    const page = extractPage(body)
    expect('text' in page ? page.text.length : 0).toBeLessThan(body.length * 20 + 1000)
  })

  test.each([
    ['nothing', '', 'no text'],
    ['no text', '<html><body><script>var a</script><img src=x></body></html>', 'no text'],
    ['a picture', 'PNG\0\0\0\rIHDR\0\0', 'not text'],
  ])('%s', (_, html, reason) => {
    expect(extractPage(html)).toEqual({ reason })
  })

  test('addresses that are none', () => {
    expect(textOf(`<p>${prose}<a href="http://[">x</a>`, { url: 'also: none' })).toContain('[x](http://[)')
  })

  test('whatever is thrown at it: text or a reason, twice the same', () => {
    const tags = [
      'div',
      'p',
      'table',
      'tr',
      'td',
      'ul',
      'li',
      'a href="#"',
      'a href=/x',
      'pre',
      'h2',
      'b',
      'nav',
      'script',
    ]
    const piece = fc.oneof(
      fc.constantFrom(...tags.flatMap(tag => [`<${tag}>`, `</${tag.split(' ')[0]}>`])),
      fc.constantFrom('<!--', '-->', '<![CDATA[', '&#x110000;', '&', '<', '"', prose, '中文的句子。'),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
        const page = extractPage(pieces.join(''))
        expect(extractPage(pieces.join(''))).toEqual(page)
        if ('text' in page) expect(page.text.trim()).toBe(page.text)
      }),
      { numRuns: 300 },
    )
  })

  test('bytes of any kind', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        const page = extractPage(bytes)
        expect('text' in page || 'reason' in page).toBe(true)
      }),
    )
  })
})
