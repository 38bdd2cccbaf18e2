/** Sets of documents that belong together (union-find; Galler and Fisher 1964). Numbers stand for documents. */
export interface Forest {
  /** Puts the sets of two documents together. */
  join(a: number, b: number): void
  /** The smallest document of a set: the one that is kept. It does not depend on the order of joining. */
  root(document: number): number
}

/** Every document of `count` alone; 4 bytes for each. */
export function createForest(count: number): Forest {
  const parents = new Uint32Array(count)
  for (let i = 0; i < count; i++) parents[i] = i
  const root = (document: number) => {
    while (parents[document] !== document) {
      const above = parents[parents[document]!]! // halving paths keeps them short
      parents[document] = above
      document = above
    }
    return document
  }
  return {
    root,
    join: (a, b) => {
      const [first, second] = [root(a), root(b)]
      if (first < second) parents[second] = first
      else parents[first] = second
    },
  }
}
