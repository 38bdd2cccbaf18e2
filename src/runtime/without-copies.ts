import type { InferenceSession, Tensor } from 'onnxruntime-node'

/** Thrown from within a run that is done, with what it has given so far. */
class Finished extends Error {
  readonly results: object
  readonly last: unknown

  constructor(results: object, last: unknown) {
    super('the run is done')
    this.results = results
    this.last = last
  }
}

/**
 * Runs a session whose outputs behind `last` are all written over tensors that were given for them, and gives the others.
 *
 * onnxruntime-node copies every output of a run into a new array, also one that was written where it belongs: all weights
 * and moments at every step, which is as much memory again as they take. It puts the copies into an object one by one, in
 * the order of the outputs, so a setter that this object inherits ends that with an error
 * once `last` is there. Where outputs are not copied any more, nothing is thrown and the results are those of the run.
 */
export async function runWithoutCopies(
  session: InferenceSession,
  feeds: Readonly<Record<string, Tensor>>,
  fetches: Readonly<Record<string, Tensor | null>>,
  last: string,
): Promise<Readonly<Record<string, Tensor>>> {
  const property = { configurable: true, enumerable: true, writable: true }
  Object.defineProperty(Object.prototype, last, {
    configurable: true,
    set(value: unknown) {
      // Before the run, the names of wanted outputs are set to null.
      if (value !== null) throw new Finished(this, value)
      Object.defineProperty(this, last, { ...property, value })
    },
  })
  try {
    return (await session.run(feeds, fetches)) as Record<string, Tensor>
  } catch (error) {
    if (!(error instanceof Finished)) throw error
    return { ...error.results, [last]: error.last } as Record<string, Tensor>
  } finally {
    Reflect.deleteProperty(Object.prototype, last)
  }
}
