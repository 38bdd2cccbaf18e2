import { InstarError, msg } from '../errors/index.ts'
import { specialToken, type TokenizerJson } from './tokenizer-json.ts'

/** Settings of a BERT tokenizer that its vocabulary does not tell. */
export interface BertOptions {
  /** Small letters without accents, as the `uncased` models have it. */
  readonly uncased: boolean
}

const control = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const

/**
 * The `tokenizer.json` of a BERT vocabulary: tokens in the order of their ids, `##` before those that go on a word.
 *
 * @throws InstarError if one of BERT's control tokens is missing.
 */
export function bertJson(tokens: readonly string[], { uncased }: BertOptions): TokenizerJson {
  const ids = new Map(tokens.map((token, id) => [token, id]))
  const idOf = (token: (typeof control)[number]) => {
    const id = ids.get(token)
    if (id === undefined) throw new InstarError(msg`Expected ${token} in the vocabulary of BERT, found none`)
    return id
  }
  const special = (id: '[CLS]' | '[SEP]', type: number) => ({ SpecialToken: { id, type_id: type } })
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: control.map(content => specialToken(content, idOf(content))),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: uncased,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]', 0), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]', 0)],
      pair: [
        ...[special('[CLS]', 0), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]', 0)],
        ...[{ Sequence: { id: 'B', type_id: 1 } }, special('[SEP]', 1)],
      ],
      special_tokens: Object.fromEntries(
        (['[CLS]', '[SEP]'] as const).map(id => [id, { id, ids: [idOf(id)], tokens: [id] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(ids),
    },
  }
}
