/** A real browser for tests, where one is installed: Debian's `chromium`, say, or the one that INSTAR_CHROMIUM names. */
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build, preview } from 'vite'

export const chromiumPath = [
  process.env.INSTAR_CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find(path => path !== '' && existsSync(path))

export const noChromium = 'no Chromium here: install one, or name it in INSTAR_CHROMIUM'

/** WebGPU by software: exact, slow, and there without a graphics card. */
const softwareGpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan']

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox', ...softwareGpu] })
}

/** A page, built into `folder` and served with the headers that threads need. */
export async function servePage(
  configFile: string,
  folder: string,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const options = { configFile, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } } as const
  await build(options)
  const server = await preview({ ...options, preview: { port: 0, host: '127.0.0.1' } })
  const { port } = server.httpServer.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() }
}

/** Trains on the Chinese text of the example's page and waits for the end. */
export async function trainIn(
  page: Page,
  { url, device, steps }: { readonly url: string; readonly device: 'wasm' | 'webgpu'; readonly steps: number },
): Promise<void> {
  await page.goto(url)
  await page.click('#tang')
  await page.selectOption('#device', device)
  await page.fill('#steps', String(steps))
  await page.click('#start')
  await page.waitForSelector(`#status[data-done="${steps}"], #status.wrong`, { timeout: 0, state: 'attached' })
}

/** The loss that the page says. */
export async function lossOf(page: Page): Promise<number> {
  return Number(/(?:loss|损失) ([\d.]+)/.exec((await page.textContent('#status')) ?? '')?.[1])
}
