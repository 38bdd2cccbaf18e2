/** What tokenizers say. Keys are the templates that `msg` makes of the English sentences. */
export const tokenizersInChinese = {
  'Expected {0} in the vocabulary of BERT, found none': 'BERT 的词表中应有 {0}，但没有',
  'Expected the chat template to write the first messages of a conversation as the beginning of the whole, found another beginning with {0} of {1} messages':
    '对话模板应把开头几条消息写成整段对话的开头，但 {1} 条消息中的前 {0} 条写出的开头不同',
  'The chat template could not render the messages: {0}': '对话模板无法写出这些消息：{0}',
  'Expected {0} to have one of the types {1}, found {2}': '{0} 的类型应为 {1} 之一，实为 {2}',
  'no value': '不写',
  '{0}.{1}: expected {2}, found {3}, which is not supported': '{0}.{1}：应为 {2}，实为 {3}，尚不支持',
  '{0}.{1}: expected a list of components': '{0}.{1}：应为组件的列表',
  '{0}.content: expected a text, found {1}': '{0}.content：应为文本，实为 {1}',
  '{0}: expected a character as content and numbers as start and stop':
    '{0}：content 应为一个字符，start 与 stop 应为数',
  '{0}.suffix: expected a text, found {1}': '{0}.suffix：应为文本，实为 {1}',
  'Expected a token id from 0 to {0} that is in use, found {1}': '词元编号应在 0 到 {0} 之间且已使用，实为 {1}',
  'Expected a tokenizer at {0}, found no such file': '{0} 应为分词器，但没有这个文件',
  'Expected a JSON object in {0}, found {1}': '{0} 应为 JSON 对象，实为 {1}',
  '{0}.merges: expected a list of pairs': '{0}.merges：应为成对的列表',
  '{0}.vocab: expected {1} {2}, found none': '{0}.vocab：应有 {1} {2}，但没有',
  'the left part of a merge': '合并的左半',
  'the right part of a merge': '合并的右半',
  'the merged token': '合并成的词元',
  '{0}.unk_id: expected an id below {1}, found {2}': '{0}.unk_id：编号应小于 {1}，实为 {2}',
  '{0}.unk_id: expected an id for {1}, found none': '{0}.unk_id：{1} 应有编号，但没有',
  '{0}.vocab: expected a list of [token, score]': '{0}.vocab：应为 [token, score] 的列表',
  '{0}.vocab: expected an object of tokens and ids': '{0}.vocab：应为词元与编号组成的对象',
  '{0}.vocab: expected an id for {1}, found {2}': '{0}.vocab：{1} 应有编号，实为 {2}',
  '{0}.{1}: expected a token of the vocabulary, found {2}': '{0}.{1}：应为词表中的词元，实为 {2}',
  '{0}.unk_token: expected a token, found {1}': '{0}.unk_token：应为词元，实为 {1}',
  '{0}: expected {1} or the unknown token {2} in the vocabulary': '{0}：词表中应有 {1} 或未知词元 {2}',
  '{0}.unk_token: expected a token, found none': '{0}.unk_token：应为词元，但没有',
  '{0}.prepend: expected a text, found {1}': '{0}.prepend：应为文本，实为 {1}',
  '{0}.precompiled_charsmap: expected base64, found {1}': '{0}.precompiled_charsmap：应为 base64，实为 {1}',
  '{0}.precompiled_charsmap: expected a trie of {1} bytes, found {2} in all':
    '{0}.precompiled_charsmap：字典树应有 {1} 字节，总共才有 {2}',
  '{0}.{1}: expected [token, id], found {2}': '{0}.{1}：应为 [token, id]，实为 {2}',
  '{0}.{1}: expected a list of parts': '{0}.{1}：应为各部分的列表',
  '{0}: expected {1} among special_tokens, found none': '{0}：special_tokens 中应有 {1}，但没有',
  '{0}: expected {"Sequence": …} or {"SpecialToken": …}, found {1}':
    '{0}：应为 {"Sequence": …} 或 {"SpecialToken": …}，实为 {1}',
  '{0}.delimiter: expected one character, found {1}': '{0}.delimiter：应为一个字符，实为 {1}',
  '{0}.length: expected a whole number of at least 1, found {1}': '{0}.length：应为不小于 1 的整数，实为 {1}',
  '{0}: expected ByteLevel to be the last of the sequence, found it at position {1}':
    '{0}：ByteLevel 应在序列的最后，实在位置 {1}',
  '{0}.replacement: expected one character, found {1}': '{0}.replacement：应为一个字符，实为 {1}',
  '{0}.prepend_scheme: expected one of {1}, found {2}': '{0}.prepend_scheme：应为 {1} 之一，实为 {2}',
  '{0}: expected a regular expression that this engine can run, found {1}': '{0}：应为此引擎能用的正则表达式，实有 {1}',
  '{0}.pattern: expected {"Regex": …} or {"String": …}, found {1}':
    '{0}.pattern：应为 {"Regex": …} 或 {"String": …}，实为 {1}',
  'a class inside a class': '字符类之中的字符类',
  'a class intersection (&&)': '字符类的交集（&&）',
  'a possessive quantifier ({0}+)': '占有量词（{0}+）',
  'an atomic group (?>': '原子组 (?>',
  'a backslash at the end': '末尾的反斜杠',
  '{0}.behavior: expected one of {1}, found {2}': '{0}.behavior：应为 {1} 之一，实为 {2}',
  '{0}: expected all 256 bytes among the tokens, found no {1}': '{0}：词元中应有全部 256 个字节，但没有 {1}',
  '{0}, line {1}: expected a token in base64 and its rank, found {2}':
    '{0} 第 {1} 行：应为 base64 的词元与它的次序，实为 {2}',
  '{0}: expected ranks without gaps, found none for {1}': '{0}：次序应连续，但没有 {1}',
  "Expected one of the tokenizer's special tokens ({0}), found {1}": '应为分词器的特殊词元之一（{0}），实为 {1}',
  'tokenizer.json: expected an object with a "model"': 'tokenizer.json：应为含 "model" 的对象',
  'tokenizer.json: expected added_tokens to be a list': 'tokenizer.json：added_tokens 应为列表',
  'tokenizer.json: expected added_tokens[{0}] to have a content and an id':
    'tokenizer.json：added_tokens[{0}] 应有 content 与 id',
  'Expected vocabularySize of at least {0}, found {1}: {2} characters occur {3} times or more. Raise vocabularySize or wholeCharactersFrom':
    'vocabularySize 应不小于 {0}，实为 {1}：有 {2} 个字符出现 {3} 次以上。请调大 vocabularySize 或 wholeCharactersFrom',
  'Expected vocabularySize to be an integer of at least {0} (256 bytes and {1} special tokens), found {2}':
    'vocabularySize 应为不小于 {0} 的整数（256 个字节与 {1} 个特殊词元），实为 {2}',
  'Expected special tokens of two or more characters, each named once, found {0}':
    '特殊词元应有两个以上字符，且各写一次，实为 {0}',
  'Expected wholeCharactersFrom of at least 1, found {0}': 'wholeCharactersFrom 应不小于 1，实为 {0}',
  'Expected vocabularySize of at least {0}, found {1}: {2} characters at the beginning of words and inside them. Raise vocabularySize or lower characters':
    'vocabularySize 应不小于 {0}，实为 {1}：词首与词中共有 {2} 个字符。请调大 vocabularySize 或调小 characters',
}
