/** WebGPU in Node without a graphics card: the software GPU that comes with Debian's Chromium. */
import { existsSync } from 'node:fs'
import { listDevices } from '../../src/runtime/index.ts'

const folder = '/usr/lib/chromium'
const driver = `${folder}/vk_swiftshader_icd.json`

/**
 * The environment in which a process finds a device for WebGPU, which has to be set before it starts; undefined where there
 * is neither a card nor that package.
 */
export async function webgpuEnvironment(): Promise<NodeJS.ProcessEnv | undefined> {
  if (existsSync(driver)) return { ...process.env, LD_LIBRARY_PATH: folder, VK_DRIVER_FILES: driver }
  const devices = await listDevices()
  return devices.some(({ device, missing }) => device === 'webgpu' && missing === undefined) ? process.env : undefined
}

export const noWebgpu = 'neither a graphics card nor the software GPU of Debian’s package chromium is here'
