import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Batch, batches, oneEpoch, type RowSource } from './batch.ts'
import { bestFit } from './bins.ts'
import { mixRows } from './mix.ts'
import { packConversations, packDocuments } from './pack.ts'

const separator = 0
const contextLength = fc.integer({ min: 2, max: 24 })
const documents = fc.array(fc.array(fc.integer({ min: 1, max: 999 }), { maxLength: 60 }), {
  minLength: 1,
  maxLength: 40,
})
const conversations = fc.array(
  fc.array(fc.record({ id: fc.integer({ min: 1, max: 999 }), assistant: fc.constantFrom(0, 1) }), { maxLength: 30 }),
  { minLength: 1, maxLength: 40 },
)

/** The runs of one document number in each row of a batch. */
function runs(batch: Batch) {
  const [B, T] = batch.shape
  const found: { tokens: number[]; targets: number[]; weights: number[]; positions: number[] }[] = []
  for (let row = 0; row < B; row++) {
    let last = 0
    for (let at = row * T; at < (row + 1) * T; at++) {
      const document = batch.documents[at]!
      if (document === 0) {
        expect([batch.tokens[at], batch.targets[at], batch.lossWeights[at], batch.positions[at]]).toEqual([0, 0, 0, 0])
        expect(batch.documents.slice(at, (row + 1) * T).every(later => later === 0)).toBe(true)
        break
      }
      if (document !== last) {
        expect(document).toBe(last + 1)
        found.push({ tokens: [], targets: [], weights: [], positions: [] })
        last = document
      }
      const run = found.at(-1)!
      run.tokens.push(batch.tokens[at]!)
      run.targets.push(batch.targets[at]!)
      run.weights.push(batch.lossWeights[at]!)
      run.positions.push(batch.positions[at]!)
    }
  }
  return found
}

const sorted = (lists: Iterable<readonly unknown[]>) => Array.from(lists, list => JSON.stringify(list)).sort()

/** Epoch `epoch` of a row source, as runs. */
function epochOf(rows: RowSource, epoch: number) {
  const source = batches(rows, 1)
  return Array.from({ length: rows.rowCount }, (_, row) => source.batch(epoch * rows.rowCount + row)).flatMap(runs)
}

describe('packDocuments', () => {
  test('every pair of input and target occurs exactly once per epoch, inside its own document', () => {
    fc.assert(
      fc.property(documents, contextLength, fc.integer({ min: 0, max: 3 }), (documents, contextLength, epoch) => {
        const rows = packDocuments(documents, { contextLength, separator, key: [1] })
        const expected = documents.flatMap(document => {
          const text = [separator, ...document, separator]
          const pieces = []
          for (let from = 0; from < text.length - 1; from += contextLength)
            pieces.push([
              text.slice(from, from + contextLength).slice(0, text.length - 1 - from),
              text.slice(from + 1, from + 1 + contextLength),
            ])
          return pieces
        })
        const found = epochOf(rows, epoch)
        expect(sorted(found.map(run => [run.tokens, run.targets]))).toEqual(sorted(expected))
        for (const run of found) {
          expect(run.positions).toEqual(run.tokens.map((_, position) => position))
          expect(run.weights.every(weight => weight === 1)).toBe(true)
        }
        expect(rows.positionCount).toBe(documents.reduce((sum, document) => sum + document.length + 1, 0))
        expect(rows.targetCount).toBe(rows.positionCount)
      }),
    )
  })

  test('epochs differ in order, keys differ, and equal keys agree', () => {
    const documents = Array.from({ length: 200 }, (_, i) => [i + 1, i + 2, i + 3])
    const pack = (seed: number) => batches(packDocuments(documents, { contextLength: 4, separator, key: [seed] }), 200)
    expect(pack(1).batch(0)).toEqual(pack(1).batch(0))
    expect(pack(1).batch(0)).not.toEqual(pack(1).batch(1))
    expect(pack(1).batch(0)).not.toEqual(pack(2).batch(0))
  })

  test('any step may be asked for in any order', () => {
    const documents = Array.from({ length: 50 }, (_, i) => Array.from({ length: (i * 7) % 30 }, (_, j) => i + j + 1))
    const pack = () => batches(packDocuments(documents, { contextLength: 16, separator, key: ['a', 3] }), 4)
    const forward = pack()
    const inOrder = Array.from({ length: 60 }, (_, step) => forward.batch(step))
    for (const step of [59, 3, 17, 40, 0]) expect(pack().batch(step)).toEqual(inOrder[step])
  })

  test('wastes less than 2 % on sentences', () => {
    const lengths = Array.from({ length: 4000 }, (_, i) => 5 + ((i * 2654435761) % 40))
    const rows = packDocuments(
      lengths.map(length => new Int32Array(length).fill(7)),
      { contextLength: 128, separator, key: [1] },
    )
    expect(rows.positionCount / (rows.rowCount * 128)).toBeGreaterThan(0.98)
  })

  test('says that there is nothing to pack', () => {
    expect(() => packDocuments([], { contextLength: 8, separator, key: [1] })).toThrow(/documents.*none/)
  })
})

describe('packConversations', () => {
  test('keeps every conversation that fits whole, once per epoch, with loss on the assistant only', () => {
    fc.assert(
      fc.property(conversations, contextLength, (turns, contextLength) => {
        const encoded = turns.map(turn => ({
          ids: turn.map(({ id }) => id),
          assistant: turn.map(({ assistant }) => assistant),
        }))
        const fitting = encoded.filter(
          ({ ids, assistant }) => ids.length - 1 <= contextLength && assistant.indexOf(1, 1) > 0,
        )
        const pack = () => packConversations(encoded, { contextLength, key: [1] })
        if (fitting.length === 0) {
          expect(pack).toThrow(/none/)
          return
        }
        const rows = pack()
        expect(rows.dropped).toBe(encoded.length - fitting.length)
        const found = epochOf(rows, 1).map(run => [run.tokens, run.targets, run.weights])
        expect(sorted(found)).toEqual(
          sorted(fitting.map(({ ids, assistant }) => [ids.slice(0, -1), ids.slice(1), assistant.slice(1)])),
        )
        expect(rows.targetCount).toBe(found.flatMap(([, , weights]) => weights!).reduce((a, b) => a + b, 0))
      }),
    )
  })

  test('a weight is how often a conversation occurs in an epoch', () => {
    const weights = [0, 0.5, 1, 2.25]
    const encoded = Array.from({ length: 4000 }, (_, i) => ({
      ids: [i % 4, 9],
      assistant: [0, 1],
      weight: weights[i % 4]!,
    }))
    const found = epochOf(packConversations(encoded, { contextLength: 4, key: [1] }), 0)
    for (const [id, weight] of weights.entries()) {
      const count = found.filter(({ tokens }) => tokens[0] === id).length
      expect(Math.abs(count - weight * 1000)).toBeLessThanOrEqual(Number.isInteger(weight) ? 0 : 60)
    }
  })

  test('refuses marks that do not fit the tokens', () => {
    expect(() => packConversations([{ ids: [1, 2], assistant: [1] }], { contextLength: 8, key: [1] })).toThrow(
      /\(2\).*1/,
    )
  })
})

test('oneEpoch gives every row once and pads the last batch', () => {
  const rows = packDocuments(
    Array.from({ length: 5 }, (_, i) => [i + 1]),
    { contextLength: 2, separator, key: [1] },
  )
  const all = [...oneEpoch(rows, 3)]
  expect(all.map(batch => batch.shape)).toEqual([
    [3, 2],
    [3, 2],
  ])
  expect(sorted(all.flatMap(runs).map(run => run.tokens))).toEqual(
    sorted([
      [0, 1],
      [0, 2],
      [0, 3],
      [0, 4],
      [0, 5],
    ]),
  )
})

describe('mixRows', () => {
  /** A source whose row i says which source it is (token) and i (target). */
  const counting = (token: number): RowSource => ({
    contextLength: 1,
    rowCount: 10,
    fill: (index, batch, row) => {
      batch.tokens[row] = token
      batch.targets[row] = index
    },
  })

  test('gives each part its share of any prefix, each part its rows in order, none twice', () => {
    const shares = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(shares, fc.integer({ min: 1, max: 300 }), (shares, count) => {
        const mixed = mixRows(shares.map((share, token) => ({ rows: counting(token), share })))
        const batch = batches(mixed, count).batch(0)
        const total = shares.reduce((a, b) => a + b)
        for (const [token, share] of shares.entries()) {
          const own = [...batch.targets].filter((_, row) => batch.tokens[row] === token)
          expect(own).toEqual(own.map((_, index) => index))
          expect(Math.abs(own.length - (count * share) / total)).toBeLessThanOrEqual(shares.length - 1 || 1e-9)
        }
      }),
    )
  })

  test.each([
    [[], /none/],
    [[{ rows: counting(0), share: 0 }], /positive/],
    [
      [
        { rows: counting(0), share: 1 },
        { rows: { ...counting(1), contextLength: 2 }, share: 1 },
      ],
      /one length.*1 and 2/,
    ],
  ])('refuses %j', (parts, message) => {
    expect(() => mixRows(parts)).toThrow(message)
  })
})

test('bestFit puts every item in one row and overfills none', () => {
  const items = fc
    .integer({ min: 1, max: 30 })
    .chain(capacity =>
      fc.tuple(fc.constant(capacity), fc.array(fc.integer({ min: 1, max: capacity }), { maxLength: 200 })),
    )
  fc.assert(
    fc.property(items, ([capacity, lengths]) => {
      const { starts, items } = bestFit(lengths, capacity)
      expect([...items].sort((a, b) => a - b)).toEqual(lengths.map((_, item) => item))
      for (let row = 0; row < starts.length - 1; row++) {
        const used = [...items.subarray(starts[row], starts[row + 1])].reduce((sum, item) => sum + lengths[item]!, 0)
        expect(used).toBeGreaterThan(0)
        expect(used).toBeLessThanOrEqual(capacity)
      }
    }),
  )
})
