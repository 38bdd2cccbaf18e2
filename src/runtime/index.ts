export { type Device, type DeviceOptions, openDevice, type Program } from './device.ts'
export type { HostTensor } from './protocol.ts'
