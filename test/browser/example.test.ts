/** The example trains in a real browser, and what it trained opens here. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadModel } from '../../src/checkpoints/index.ts'
import { decoderInputs, decoderLogits, decoderParameters } from '../../src/models/index.ts'
import { declareParameters } from '../../src/nn/index.ts'
import { openDevice, type StateTensor } from '../../src/runtime/index.ts'
import { loadTokenizer } from '../../src/tokenizers/index.ts'
import { chromiumPath, launch, lossOf, noChromium, servePage, trainIn } from './chromium.ts'

let folder: string
let served: Awaited<ReturnType<typeof servePage>>
let browser: Browser

describe.skipIf(chromiumPath === undefined)(`the example in a browser (${chromiumPath ?? noChromium})`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'instar-browser-'))
    served = await servePage(resolve('examples/browser/vite.config.ts'), join(folder, 'page'))
    browser = await launch()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await served?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('trains on threads, draws, writes, and gives a folder that has the same logits in Node', async () => {
    const page = await browser.newPage({ locale: 'en' })
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    await trainIn(page, { url: served.url, device: 'wasm', steps: 40 })
    expect(errors).toEqual([])
    expect(await page.evaluate('crossOriginIsolated')).toBe(true)
    expect(await page.textContent('#status')).toMatch(/^Done after 40 steps/)
    expect(await lossOf(page)).toBeLessThan(5.8) // some 670 characters, equally likely: 6.5
    expect(await page.locator('#curve svg path').count()).toBeGreaterThan(1)
    expect(await page.locator('#samples li').count()).toBe(1)

    const beginning = '春眠不觉晓，处处'
    await page.fill('#prompt', beginning)
    await page.waitForSelector(`#next[data-after="${beginning}"]`)
    const rows = page.locator('#next tr')
    const shown = await Promise.all(
      (await rows.all()).map(async row => [
        Number(await row.getAttribute('data-id')),
        Number(await row.getAttribute('data-logit')),
      ]),
    )
    expect(shown).toHaveLength(8)

    const names = await page.locator('#files a').evaluateAll(links => links.map(link => link.getAttribute('download')))
    expect(names).toEqual([
      'model.safetensors',
      'generation_config.json',
      'config.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ])
    for (const name of names) {
      const download = page.waitForEvent('download')
      await page.click(`#files a[download="${name}"]`)
      await (await download).saveAs(join(folder, 'model', name!))
    }
    const found = await logitsInNode(join(folder, 'model'), beginning)
    for (const [id, logit] of shown) expect(found[id!]).toBeCloseTo(logit!, 3)

    await page.click('#language')
    expect(await page.textContent('h1')).toBe('在这个网页里训练语言模型')
    expect(await page.textContent('#status')).toMatch(/^完成，共 40 步/)
    await page.close()
  })

  test('says what is wrong with a text that is too short', async () => {
    const page = await browser.newPage({ locale: 'zh-CN' })
    await page.goto(served.url)
    await page.fill('#text', '太短')
    await page.click('#start')
    expect(await page.textContent('#status.wrong')).toBe('这段文字有 2 个字符，至少需要 128 个。')
    await page.close()
  })
})

/** Logits of what comes after a text, by the model of a folder on this machine's processor. */
async function logitsInNode(model: string, text: string): Promise<Float32Array> {
  const { config, parameters } = await loadModel(model)
  const { tokenizer } = await loadTokenizer(model)
  const tokens = tokenizer.encode(text)
  await using device = await openDevice({ threads: 1 })
  await device.write(parameters as Record<string, StateTensor>)
  const inputs = decoderInputs(1, tokens.length)
  const program = await device.compile({
    outputs: {
      logits: decoderLogits(config, declareParameters(decoderParameters(config)), {
        tokens: inputs.tokens,
        positions: inputs.positions,
      }),
    },
    updates: new Map(),
  })
  const shape = [1, tokens.length]
  const { logits } = await program.run({
    tokens: { shape, data: tokens },
    positions: { shape, data: tokens.map((_, place) => place) },
  })
  return (logits!.data as Float32Array).slice(-config.vocabularySize)
}
