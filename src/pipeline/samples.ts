import { answer, type ChatModel, generate } from '../generate/index.ts'
import type { TrainingKind } from './stage.ts'

/** Tokens of a sample, at most. */
const sampleTokens = 48

/** What the model makes of the prompts as it is now: goes on with them after `pretrain`, answers them in `sft`. */
export async function samples(
  model: ChatModel,
  kind: TrainingKind,
  prompts: readonly string[],
): Promise<{ prompt: string; text: string }[]> {
  const results = []
  for (const prompt of prompts)
    results.push({ prompt, text: kind === 'sft' ? await answered(model, prompt) : await continued(model, prompt) })
  return results
}

async function answered(model: ChatModel, prompt: string): Promise<string> {
  for await (const event of answer(model, [{ role: 'user', content: prompt }], { maxTokens: sampleTokens }))
    if (event.type === 'end') return event.answer
  return ''
}

async function continued(model: ChatModel, prompt: string): Promise<string> {
  const separator = model.tokenizer.tokenId('<|endoftext|>')
  const context = [...(separator === undefined ? [] : [separator]), ...model.tokenizer.encode(prompt)]
  const decoder = model.tokenizer.decoder({ skipSpecial: true })
  let text = prompt
  for await (const event of generate(model, [context], { maxTokens: sampleTokens }))
    if (event.type === 'token') text += decoder.push(event.token)
  return text + decoder.end()
}
