import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { DeviceKind } from './start.ts'

/** Whether programs can run on a device of this machine. */
export interface DeviceState {
  readonly device: DeviceKind
  /** Why not, in ONNX Runtime's words; absent where it is there. */
  readonly missing?: string
}

export const deviceKinds: readonly DeviceKind[] = ['cpu', 'webgpu', 'cuda']

/** Each of these devices, opened in a process of its own: drivers write to the terminal, and may take a process with them. */
export function listDevices(kinds: readonly DeviceKind[] = deviceKinds): Promise<DeviceState[]> {
  return Promise.all(kinds.map(probe))
}

const patience = 60_000

function probe(device: DeviceKind): Promise<DeviceState> {
  if (device === 'cpu') return Promise.resolve({ device }) // is what ONNX Runtime itself is built for
  const file = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './probe.ts' : './probe.js', import.meta.url))
  return new Promise(resolve => {
    execFile(process.execPath, [file, device], { timeout: patience }, (error, stdout) => {
      if (error === null) resolve({ device })
      else
        resolve({ device, missing: stdout.trim() || `its driver ended with ${error.signal ?? `code ${error.code}`}` })
    })
  })
}
