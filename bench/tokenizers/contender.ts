/** Somebody who encodes the text of a name, and says how long it took: seconds of processor time. */
export interface Contender {
  readonly name: string
  encode(text: string): Promise<{ readonly seconds: number; readonly tokens: number }>
}
