/** Ids as they are found: an array that grows, and how much of it is filled. */
export interface IdBuffer {
  ids: Int32Array
  length: number
}

export function idBuffer(): IdBuffer {
  return { ids: new Int32Array(1024), length: 0 }
}

/** Makes room for so many more ids. */
export function reserve(buffer: IdBuffer, more: number): void {
  if (buffer.length + more <= buffer.ids.length) return
  const grown = new Int32Array(Math.max(buffer.length + more, buffer.ids.length * 2))
  grown.set(buffer.ids.subarray(0, buffer.length))
  buffer.ids = grown
}

export function pushId(buffer: IdBuffer, id: number): void {
  if (buffer.length === buffer.ids.length) reserve(buffer, 1)
  buffer.ids[buffer.length++] = id
}
