import { describe, expect, test } from 'vitest'
import { decodePage } from './charset.ts'

const chinese = '我们在这里说的是中国的一个故事，他的人生不是这样的，大家来到了这个地方。'
/** The same few words, as bytes of encodings that Node can decode but not write. */
const encoded: Readonly<Record<string, readonly [string, string]>> = {
  gbk: ['ced2c3c7cbb5b5c4cac7d6d0b9fab5c4b9cacac2a3accbfbb5c4c8cbc9facac7b5c4', '我们说的是中国的故事，他的人生是的'],
  big5: ['a7daadcca6b3a440add3a46ab0eaaabaaca8a141a54caabaa448a5cdac4faaba', '我們有一個大國的洠，他的人生是的'],
  shift_jis: ['82b182ea82cd93fa967b8cea82c582b7814282bb82b582c482c882aa82a2814287', 'これは日本語です。そしてながい。'],
  'euc-jp': ['a4b3a4eca4cfc6fccbdcb8eca4c7a4b9a1a3a4bda4b7a4c6', 'これは日本語です。そして'],
  'windows-1251': [
    'cff0e8e2e5f22c20ece8f02120ddf2ee20f2e5eaf1f220ede020f0f3f1f1eaeeec20ffe7fbeae5',
    'Привет, мир! Это текст на русском языке',
  ],
}
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
const page = (head: string, body: Uint8Array) => Buffer.concat([Buffer.from(`<html><head>${head}</head><p>`), body])

describe('decodePage', () => {
  test.each(Object.entries(encoded))('%s: by the header, by a meta, by its bytes alone', (charset, [hex, words]) => {
    const body = bytes(hex)
    expect(decodePage(page('', body), `text/html; charset=${charset}`).text).toContain(words.slice(0, 6))
    expect(decodePage(page(`<meta charset="${charset}">`, body)).text).toContain(words.slice(0, 6))
    const meta = `<meta http-equiv="Content-Type" content="text/html; charset=${charset.toUpperCase()}">`
    expect(decodePage(page(meta, body)).text).toContain(words.slice(0, 6))
    expect(decodePage(page('', body)).text).toContain(words.slice(0, 6))
  })

  test('byte order marks go before what header and page say', () => {
    const text = '<p>x é 中'
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
    expect(decodePage(marked, 'text/html; charset=gbk')).toEqual({ text, charset: 'utf-16le' })
    expect(decodePage(Buffer.from(`\uFEFF${text}`), 'text/html; charset=gbk')).toEqual({ text, charset: 'utf-8' })
  })

  test('UTF-8 with a few broken bytes stays UTF-8', () => {
    const broken = Buffer.concat([Buffer.from(chinese.repeat(20)), Buffer.from([0xe4, 0xb8]), Buffer.from(' Ende')])
    const { text, charset } = decodePage(page('<meta charset=utf-8>', broken))
    expect(charset).toBe('utf-8')
    expect(text).toContain(`${chinese}\ufffd Ende`)
  })

  test('so does a page that declares nothing', () => {
    const broken = Buffer.concat([Buffer.from(chinese), Buffer.from([0xff]), Buffer.from(chinese)])
    expect(decodePage(page('', broken)).text).toContain(`${chinese}\ufffd${chinese}`)
  })

  test('usual Chinese prose in GBK that declares nothing is no Russian, also where it is broken', () => {
    const [words, hex] = [
      '打开文档之后，选择菜单中的插入命令，在对话框里输入名称，然后单击确定按钮。图像的宽度与高度按比例缩放。',
      'b4f2bfaacec4b5b5d6aebaf3a3acd1a1d4f1b2cbb5a5d6d0b5c4b2e5c8ebc3fcc1eea3acd4dab6d4bbb0bff2c0efcae4c8ebc3fbb3c6a3acc8bbbaf3b5a5bbf7c8b7b6a8b0b4c5a5a1a3cdbccff1b5c4bfedb6c8d3ebb8dfb6c8b0b4b1c8c0fdcbf5b7c5a1a3',
    ]
    expect(decodePage(page('', bytes(hex))).text).toContain(words)
    expect(decodePage(page('', bytes(`${hex}ff20${hex}`))).text).toContain(`${words}\ufffd ${words}`)
  })

  test('a declaration of UTF-8 over GBK is not believed, an unknown one is passed over', () => {
    const body = bytes(encoded.gbk![0])
    expect(decodePage(page('<meta charset=utf-8>', body)).charset).toBe('gb18030')
    expect(decodePage(page('<meta charset=klingon>', body)).charset).toBe('gb18030')
    expect(decodePage(page('', body), 'text/html; charset=none').charset).toBe('gb18030')
  })

  test('what convinces as nothing else is Western European', () => {
    expect(decodePage(Buffer.from('<p>déjà vu à la carte', 'latin1'))).toEqual({
      text: '<p>déjà vu à la carte',
      charset: 'windows-1252',
    })
    expect(decodePage(Buffer.from('<p>plain')).charset).toBe('utf-8')
  })
})
