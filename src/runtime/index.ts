export type { Device, Program } from './device.ts'
export { type DeviceKind, type DeviceOptions, openDevice } from './open.ts'
export type { HostTensor, StateTensor } from './protocol.ts'
export { engineVersion } from './version.ts'
