import { InstarError, msg } from '../../errors/index.ts'
import { type AddedTokenScanner, addedTokenScanner } from '../added-tokens.ts'
import type { Tokenizer } from '../tokenizer.ts'
import type { Message } from './message.ts'
import { type Shield, shieldMessages } from './shield.ts'
import { renderChat } from './template.ts'

export interface EncodedChat {
  readonly ids: Int32Array
  /** By id: 1 where the assistant wrote it (the end of its turn included) and the loss counts, else 0. */
  readonly assistant: Uint8Array
}

/**
 * Encodes a conversation for training. What the assistant wrote is found by rendering prefixes of the conversation: a
 * turn is the text between the prefix before it with the generation prompt and the prefix that includes it. Turns are
 * encoded on their own, so that a prompt has the ids that it will have when the model is asked.
 *
 * Control tokens come from the template alone; see shield.ts.
 *
 * @throws InstarError if the template is not prefix-monotone, that is, if it writes earlier messages differently once
 * later ones follow.
 */
export function encodeChat(tokenizer: Tokenizer, template: string, messages: readonly Message[]): EncodedChat {
  return encodeTurns(tokenizer, template, messages, false)
}

/**
 * Encodes the messages so far and the header of the assistant's turn: what a model is given to answer. The ids are the
 * beginning of what {@link encodeChat} gives for the conversation with the answer.
 *
 * @throws InstarError as {@link encodeChat} does.
 */
export function encodeChatPrompt(tokenizer: Tokenizer, template: string, messages: readonly Message[]): Int32Array {
  return encodeTurns(tokenizer, template, messages, true).ids
}

function encodeTurns(
  tokenizer: Tokenizer,
  template: string,
  messages: readonly Message[],
  addGenerationPrompt: boolean,
): EncodedChat {
  const shield = shieldMessages(messages, tokenizer.addedTokens, template)
  const ids: number[] = []
  const turns: { start: number; end: number }[] = []
  let text = ''
  /** Encodes what rendering the first `count` messages adds to the text so far. */
  const advance = (count: number, withPrompt: boolean) => {
    const longer = renderChat(template, shield.messages.slice(0, count), { addGenerationPrompt: withPrompt })
    if (!longer.startsWith(text)) {
      throw new InstarError(
        msg`Expected the chat template to write the first messages of a conversation as the beginning of the whole,
          found another beginning with ${count} of ${messages.length} messages`,
      )
    }
    const start = ids.length
    encodeRendered(tokenizer, shield, longer.slice(text.length), ids)
    text = longer
    return { start, end: ids.length }
  }
  messages.forEach((message, i) => {
    if (message.role !== 'assistant') return
    advance(i, true)
    turns.push(advance(i + 1, false))
  })
  if (addGenerationPrompt || messages.at(-1)?.role !== 'assistant') advance(messages.length, addGenerationPrompt)

  const assistant = new Uint8Array(ids.length)
  for (const { start, end } of turns) assistant.fill(1, start, end)
  return { ids: new Int32Array(ids), assistant }
}

/** Control tokens are looked for in the text as it was rendered, before any normaliser could make one. */
function encodeRendered(tokenizer: Tokenizer, shield: Shield, text: string, into: number[]): void {
  for (const segment of scannerOf(tokenizer)(text)) {
    if (segment.id !== undefined) into.push(segment.id)
    else for (const id of tokenizer.encode(shield.uncover(text.slice(segment.start, segment.end)))) into.push(id)
  }
}

/** Compiled once per tokenizer. */
const scanners = new WeakMap<Tokenizer, AddedTokenScanner>()

function scannerOf(tokenizer: Tokenizer): AddedTokenScanner {
  let scanner = scanners.get(tokenizer)
  if (!scanner) {
    scanner = addedTokenScanner(tokenizer.addedTokens)
    scanners.set(tokenizer, scanner)
  }
  return scanner
}
