/** The same devices in a browser. */
export type { Device, Program } from './device.ts'
export { openDevice, type WebDeviceOptions, type WorkerLike } from './open-web.ts'
export type { HostTensor, StateTensor } from './protocol.ts'
export { serveEngine } from './serve-web.ts'
