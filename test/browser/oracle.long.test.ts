/** Every operator and layer in a real browser. On WebGPU: `test/devices/webgpu.long.test.ts`, where it takes less time. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { chromiumPath, launch, noChromium, servePage } from './chromium.ts'

test('operators and layers have the outputs and gradients that PyTorch has, in WebAssembly', async context => {
  if (chromiumPath === undefined) return context.skip(noChromium)
  const folder = await mkdtemp(join(tmpdir(), 'instar-oracle-'))
  const served = await servePage(resolve('test/browser/oracle/vite.config.ts'), folder)
  const browser = await launch()
  try {
    const page = await browser.newPage()
    await page.goto(served.url)
    await page.waitForFunction('globalThis.oracle')
    const { cases, differences } = (await page.evaluate("oracle('wasm')")) as { cases: number; differences: string[] }
    expect(differences).toEqual([])
    expect(cases).toBeGreaterThan(100)
  } finally {
    await browser.close()
    await served.close()
    await rm(folder, { recursive: true, force: true })
  }
})
