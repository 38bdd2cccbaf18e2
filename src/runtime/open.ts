import { InstarError, msg, type Phrase } from '../errors/index.ts'
import type { Device } from './device.ts'
import { deviceKinds, listDevices } from './devices.ts'
import { type DeviceKind, type DeviceOptions, startDevice } from './start.ts'

/** What a device takes, beside a machine that has it. */
const needs: { readonly [K in DeviceKind]: Phrase } = {
  cpu: '',
  webgpu: msg`It needs a graphics card and its driver (on Linux, Vulkan)`,
  cuda: msg`It needs Linux, a card of NVIDIA, and the libraries for it: docs/devices.md`,
}

/**
 * Opens a device of this machine: an engine in a thread of its own.
 *
 * @throws InstarError where the device is not there, with what ONNX Runtime says about it and what there is
 */
export async function openDevice(options: DeviceOptions = {}): Promise<Device> {
  try {
    return await startDevice(options)
  } catch (cause) {
    if (!(cause instanceof InstarError)) throw cause
    const { device = 'cpu' } = options
    const others = await listDevices(deviceKinds.filter(kind => kind !== device))
    const here = others.filter(({ missing }) => missing === undefined)
    throw new InstarError(
      msg`Expected the device ${device}, but it is not there: ${cause}. ${needs[device]}.
        Here are: ${here.map(each => each.device).join(', ')}`,
      { cause },
    )
  }
}
