/** The part of `@npmcli/config` (which carries no types) that `package.ts` uses. */
declare module '@npmcli/config' {
  export default class Config {
    constructor(options: {
      npmPath: string
      definitions: unknown
      shorthands: unknown
      flatten: unknown
      argv: readonly string[]
      env: Record<string, string | undefined>
      execPath: string
      warn: boolean
    })
    load(): Promise<void>
    readonly flat: { retry?: Record<string, number>; [option: string]: unknown }
  }
}

declare module '@npmcli/config/lib/definitions/index.js' {
  const definitions: { definitions: unknown; shorthands: unknown; flatten: unknown }
  export default definitions
}
