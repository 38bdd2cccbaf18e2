/** One turn of a conversation, in the shape of OpenAI's API and Hugging Face's chat templates. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
  /** Code that the assistant wants to run. Its output comes back as the next message, of role `tool`. */
  readonly tool_calls?: readonly ToolCall[]
}

export interface ToolCall {
  readonly type: 'function'
  readonly function: { readonly name: 'javascript'; readonly arguments: { readonly code: string } }
}
