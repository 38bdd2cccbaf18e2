export { type Device, type DeviceOptions, openDevice, type Program } from './device.ts'
export type { HostTensor, StateTensor } from './protocol.ts'
export { engineVersion } from './version.ts'
