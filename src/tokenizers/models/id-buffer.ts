/** A list of ids that grows, over an `Int32Array`. */
export interface IdBuffer {
  readonly length: number
  push(id: number): void
  pushAll(ids: Int32Array): void
  /** A copy of the ids so far. */
  toArray(): Int32Array
}

export function idBuffer(capacity = 256): IdBuffer {
  let data = new Int32Array(capacity)
  let length = 0
  const reserve = (more: number) => {
    if (length + more <= data.length) return
    const larger = new Int32Array(Math.max(data.length * 2, length + more))
    larger.set(data)
    data = larger
  }
  return {
    get length() {
      return length
    },
    push: id => {
      reserve(1)
      data[length++] = id
    },
    pushAll: ids => {
      reserve(ids.length)
      data.set(ids, length)
      length += ids.length
    },
    toArray: () => data.slice(0, length),
  }
}
