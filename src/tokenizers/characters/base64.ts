/** The bytes that a text in base64 stands for, as characters U+0000 to U+00FF; undefined where it is none. */
export function fromBase64(text: string): string | undefined {
  try {
    return atob(text)
  } catch {
    return undefined
  }
}
