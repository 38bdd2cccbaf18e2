/** One side of a comparison: takes training steps when asked, and rests in between. */
export interface Contender {
  readonly name: string
  readonly parameters: number
  /** Takes this many steps; their times, and the loss of the last. */
  block(steps: number): Promise<{ readonly milliseconds: readonly number[]; readonly loss: number }>
  close(): Promise<void>
}
