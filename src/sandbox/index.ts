export type { SandboxLimits, SandboxResult } from './limits.ts'
export type { Sandbox } from './sandbox.ts'
export { openSandbox, runJavaScript } from './sandbox.ts'
