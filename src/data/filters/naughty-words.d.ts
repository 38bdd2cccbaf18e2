declare module 'naughty-words' {
  /** Words by ISO 639-1 code. */
  const words: Readonly<Record<string, readonly string[]>>
  export default words
}
