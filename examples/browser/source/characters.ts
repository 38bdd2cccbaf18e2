import type { TokenizerJson } from 'instar/tokenizers'

/** Ends and fills, and stands for characters that the vocabulary lacks. */
export const endOfText = '<|endoftext|>'

/**
 * A tokenizer of single characters, as `tokenizer.json`: id 0 for {@link endOfText}, then the characters of a text from the
 * most frequent on.
 *
 * @param most ids to give out at most
 */
export function characterTokenizer(text: string, most: number): TokenizerJson {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  const characters = [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, most - 1)
    .map(([character]) => character)
  const special = {
    id: 0,
    content: endOfText,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [special],
    normalizer: null,
    pre_tokenizer: { type: 'Split', pattern: { Regex: '[\\s\\S]' }, behavior: 'Isolated', invert: false },
    post_processor: null,
    decoder: { type: 'Fuse' },
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries([endOfText, ...characters].map((token, id) => [token, id])),
      unk_token: endOfText,
    },
  }
}
