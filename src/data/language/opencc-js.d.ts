declare module 'opencc-js/dict/*' {
  /** Pairs of texts, `from to`, with | between them. */
  const pairs: string
  export default pairs
}
