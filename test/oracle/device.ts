import { type Device, type DeviceKind, openDevice } from '../../src/runtime/index.ts'

/** The device that the suite is about: the processor, or the one that INSTAR_DEVICE names. */
export function openOracleDevice(): Promise<Device> {
  return openDevice({ device: (process.env.INSTAR_DEVICE ?? 'cpu') as DeviceKind, threads: 1 })
}
