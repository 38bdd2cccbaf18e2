/** Opens one device and closes it, for `listDevices`: writes what is wrong to standard output, and exits with 1 then. */
import { type DeviceKind, startDevice } from './start.ts'

try {
  const device = await startDevice({ device: process.argv[2] as DeviceKind, threads: 1 })
  await device.read()
  await device.close()
} catch (error) {
  process.stdout.write(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
