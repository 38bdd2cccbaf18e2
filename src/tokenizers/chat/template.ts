import { Template } from '@huggingface/jinja'
import { InstarError, msg } from '../../errors/index.ts'
import type { Message } from './message.ts'

/** The control tokens of the default chat format, in the order of their ids. */
export const chatTokens = [
  '<|endoftext|>',
  '<|user|>',
  '<|assistant|>',
  '<|system|>',
  '<|code|>',
  '<|result|>',
  '<|end|>',
] as const

/**
 * The default chat format as a Jinja template, which transformers renders to the same text:
 *
 *     <|user|>17 + 25?<|assistant|><|code|>17 + 25<|end|><|result|>42<|end|><|assistant|>It is 42.<|end|>
 *
 * The assistant's turns end with `<|end|>`, where generation stops, and so do results, so that the model can tell the
 * tool's text from its own. Rendering the first messages of a conversation gives the beginning of the whole.
 */
export const chatTemplate = [
  '{%- for message in messages -%}',
  "{%- if message['role'] == 'system' -%}{{- '<|system|>' + message['content'] -}}",
  "{%- elif message['role'] == 'user' -%}{{- '<|user|>' + message['content'] -}}",
  "{%- elif message['role'] == 'tool' -%}{{- '<|result|>' + message['content'] + '<|end|>' -}}",
  "{%- elif message['role'] == 'assistant' -%}{{- '<|assistant|>' -}}",
  "{%- if message['content'] -%}{{- message['content'] -}}{%- endif -%}",
  "{%- for call in message['tool_calls'] or [] -%}{{- '<|code|>' + call['function']['arguments']['code'] -}}{%- endfor -%}",
  "{{- '<|end|>' -}}",
  "{%- else -%}{{- raise_exception('Unknown role: ' + message['role']) -}}{%- endif -%}",
  '{%- endfor -%}',
  "{%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%}",
].join('\n')

/** Parsed templates: parsing takes longer than rendering, and there is one template for a whole data set. */
const parsed = new Map<string, Template>()
const parsedCapacity = 16

/**
 * The text of a conversation as a Jinja chat template writes it.
 *
 * @param options.addGenerationPrompt end with the header of the assistant's turn, for the model to go on.
 * @throws InstarError if the template does not parse, or refuses the messages.
 */
export function renderChat(
  template: string,
  messages: readonly Message[],
  options: { readonly addGenerationPrompt: boolean },
): string {
  try {
    let compiled = parsed.get(template)
    if (!compiled) {
      if (parsed.size >= parsedCapacity) parsed.clear()
      compiled = new Template(template)
      parsed.set(template, compiled)
    }
    return compiled.render({ messages, add_generation_prompt: options.addGenerationPrompt })
  } catch (cause) {
    throw new InstarError(msg`The chat template could not render the messages: ${cause}`, { cause })
  }
}
