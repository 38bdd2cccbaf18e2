/** The example on WebGPU, which without a card is Chromium's software GPU: exact, and some hundred times slower. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { chromiumPath, launch, lossOf, noChromium, servePage, trainIn } from './chromium.ts'

test('the example trains on WebGPU to the loss of WebAssembly', async context => {
  if (chromiumPath === undefined) return context.skip(noChromium)
  const folder = await mkdtemp(join(tmpdir(), 'instar-webgpu-'))
  const served = await servePage(resolve('examples/browser/vite.config.ts'), folder)
  const browser = await launch()
  try {
    const page = await browser.newPage({ locale: 'en' })
    await page.goto(served.url)
    if (!(await page.evaluate('navigator.gpu?.requestAdapter().then(Boolean)')))
      return context.skip('this Chromium has no WebGPU adapter')
    const losses: number[] = []
    for (const device of ['wasm', 'webgpu'] as const) {
      await trainIn(page, { url: served.url, device, steps: 3 })
      losses.push(await lossOf(page))
    }
    expect(losses[1]).toBeCloseTo(losses[0]!, 2)
  } finally {
    await browser.close()
    await served.close()
    await rm(folder, { recursive: true, force: true })
  }
})
