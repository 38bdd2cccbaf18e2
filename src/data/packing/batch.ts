/**
 * One training or validation batch. All arrays are row-major [B, T].
 *
 * B rows, T positions per row. A row holds several documents (or conversations) one after another, then padding.
 */
export interface Batch {
  /** [B, T] */
  readonly shape: readonly [rows: number, positions: number]
  readonly tokens: Int32Array
  /** The token after each token, in the same document; already shifted. */
  readonly targets: Int32Array
  /** What each target counts in the loss; 0 at padding and wherever the text is not the model's to write. */
  readonly lossWeights: Float32Array
  /** From 0 in each document. */
  readonly positions: Int32Array
  /** From 1 in each row; 0 is padding. A position may look only at positions of the same number. */
  readonly documents: Int32Array
}

/** An empty batch: nothing but padding, which is token 0. */
function emptyBatch(rows: number, positions: number): Batch {
  const size = rows * positions
  return {
    shape: [rows, positions],
    tokens: new Int32Array(size),
    targets: new Int32Array(size),
    lossWeights: new Float32Array(size),
    positions: new Int32Array(size),
    documents: new Int32Array(size),
  }
}

/** An endless sequence of rows in a fixed order; row `index` is a pure function of the source and `index`. */
export interface RowSource {
  readonly contextLength: number
  /** Rows per epoch. */
  readonly rowCount: number
  /** Writes row `index` (counted over all epochs) into row `row` of an empty batch. */
  fill(index: number, batch: Batch, row: number): void
}

/** Batches by step: to resume training, its step is all one needs to know. */
export interface BatchSource {
  readonly batchSize: number
  readonly contextLength: number
  /** Steps per epoch, not rounded. */
  readonly stepsPerEpoch: number
  batch(step: number): Batch
}

/** Takes rows `batchSize` at a time. Batch `step` is a pure function of the rows and `step`. */
export function batches(rows: RowSource, batchSize: number): BatchSource {
  return {
    batchSize,
    contextLength: rows.contextLength,
    stepsPerEpoch: rows.rowCount / batchSize,
    batch: step => {
      const batch = emptyBatch(batchSize, rows.contextLength)
      for (let row = 0; row < batchSize; row++) rows.fill(step * batchSize + row, batch, row)
      return batch
    },
  }
}

/** Every row of the first epoch once, for validation; rows that are missing in the last batch are padding. */
export function* oneEpoch(rows: RowSource, batchSize: number): Generator<Batch> {
  for (let first = 0; first < rows.rowCount; first += batchSize) {
    const batch = emptyBatch(batchSize, rows.contextLength)
    for (let row = 0; row < Math.min(batchSize, rows.rowCount - first); row++) rows.fill(first + row, batch, row)
    yield batch
  }
}
