/**
 * How often the language of a paragraph is identified rightly, on the translations of Debian's administrator's handbook.
 *
 *     node bench/language/main.ts [--quick] [--json]
 *
 * Needs the package debian-handbook, unpacked below INSTAR_DEBIAN or installed. Indonesian counts as found when it is
 * called Malay (`ms`): the identifier has one model for both.
 */
import { parseArgs } from 'node:util'
import { openLanguageIdentifier } from '../../src/data/index.ts'
import { handbookFolder, handbookParagraphs, lengthBands, score } from './handbook.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
})
const folder = handbookFolder()
if (folder === undefined) console.log('skipped: debian-handbook is neither below INSTAR_DEBIAN nor installed')
else {
  const paragraphs = handbookParagraphs(folder, { every: values.quick ? 10 : 1 })
  const identify = await openLanguageIdentifier()
  const start = performance.now()
  const scores = score(paragraphs, text => identify(text).language)
  const perSecond = (1000 * paragraphs.length) / (performance.now() - start)
  if (values.json) console.log(JSON.stringify({ paragraphs: paragraphs.length, perSecond, scores }))
  else {
    console.log(`${paragraphs.length} paragraphs, ${perSecond.toFixed(0)} per second; right of all, by length`)
    console.log(['', ...lengthBands.map(({ name }) => name)].map(cell => cell.padEnd(20)).join(''))
    for (const { language, bands } of scores) {
      const cells = bands.map(({ right, all }) =>
        all === 0 ? '' : `${((100 * right) / all).toFixed(1).padStart(5)} % of ${all}`,
      )
      console.log([language, ...cells].map(cell => cell.padEnd(20)).join(''))
    }
  }
}
