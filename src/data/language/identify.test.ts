import fc from 'fast-check'
import { expect, test } from 'vitest'
import { identifiableLanguages, languageMatches, openLanguageIdentifier } from './index.ts'

const identify = await openLanguageIdentifier()

test.each([
  ['en', 'The old harbour lay quiet under a thin layer of fog that had come in with the tide.'],
  ['de', 'Der alte Hafen lag still unter einer dünnen Schicht Nebel, die mit der Flut gekommen war.'],
  ['ms', 'Pelabuhan tua itu sunyi di bawah lapisan tipis kabut yang datang bersama air pasang.'],
  ['ru', 'Старый порт лежал в тишине под тонким слоем тумана, который пришёл вместе с приливом.'],
  ['ja', '港は潮と一緒にやって来た薄い霧の下で静かに横たわっていた。'],
  ['ko', '항구는 조수와 함께 들어온 옅은 안개 아래 조용히 누워 있었다.'],
  ['zh-Hans', '港口在薄雾中静静地躺着，雾是随着潮水一起来的。'],
  ['zh-Hant', '港口在薄霧中靜靜地躺著，霧是隨著潮水一起來的。'],
  ['zh-Hans', '通过 apt-get dist-upgrade 升级'],
  ['zh-Hans', '皇后在后宫里种了三里长的花'], // 后 and 里 are in both
  ['zh-Hant', '皇后在後宮裡種了三里長的花'],
  ['en', 'The Chinese word 你好 means hello in English.'],
])('%s: %s', (language, text) => {
  const found = identify(text)
  expect(found.language).toBe(language)
  expect(found.confidence).toBeGreaterThan(0.4)
})

test('what stands in many places counts, not only the beginning', () => {
  const menu = 'Accueil Contact Nous Plan Mentions '.repeat(8)
  const text = 'It was not the first time that a crew had stayed away for a night, but the wind had turned. '.repeat(20)
  expect(identify(menu).language).toBe('fr')
  expect(identify(menu + text).language).toBe('en')
})

test('expected languages win where the evidence is thin, not against it', () => {
  const none = '人口一百三十' // nothing here tells the scripts apart
  expect(identify(none, ['zh-Hant']).language).toBe('zh-Hant')
  expect(identify(none, ['zh-Hans']).language).toBe('zh-Hans')
  expect(identify(none).confidence).toBeCloseTo(0.5)
  expect(identify('Der alte Hafen lag still unter einer dünnen Schicht Nebel.', ['en']).language).toBe('de')
})

test('probabilities are probabilities, and the language is the likeliest', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.lorem(), fc.constant('12, 34!')), text => {
      const { language, confidence, candidates } = identify(text)
      const all = [...candidates.values()]
      expect(all.reduce((sum, one) => sum + one, 0)).toBeLessThan(1 + 1e-9)
      for (const tag of candidates.keys()) expect(identifiableLanguages).toContain(tag)
      expect(confidence).toBe(Math.max(0, ...all))
      expect(language).toBe(
        all.length === 0 || confidence === 0 ? 'und' : [...candidates].find(([, p]) => p === confidence)![0],
      )
    }),
    { numRuns: 50 },
  )
})

test('languageMatches: a range means its tags, not those that begin with the same letters', () => {
  expect(languageMatches('zh-Hant', 'zh')).toBe(true)
  expect(languageMatches('zh-Hant', 'zh-Hans')).toBe(false)
  expect(languageMatches('no', 'n')).toBe(false)
})
