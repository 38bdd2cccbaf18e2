/**
 * A sentence for people that remembers how it was made: a message descriptor, as gettext and Lingui have it. Plain data,
 * so that it passes between threads.
 */
export interface MessageDescriptor {
  /** In English; `{0}`, `{1}` … stand for values. What a catalogue of another language has as its key. */
  readonly template: string
  readonly values: readonly Phrase[]
}

/** A name, number or path that is the same in every language, or words that are not. */
export type Phrase = string | MessageDescriptor

/**
 * Writes a sentence in English where it is needed: `` msg`Expected ${expected}, found ${found} in ${path}` ``. A value may
 * be a sentence or words written so too; an error stands for what it says. A line break with its indentation counts as one
 * space.
 */
export function msg(strings: TemplateStringsArray, ...values: readonly unknown[]): MessageDescriptor {
  const template = strings.reduce((text, part, index) => `${text}{${index - 1}}${part}`)
  return { template: template.replace(/\n\s+/g, ' '), values: values.map(phraseOf) }
}

/** `a or b or c`. */
export function either(choices: readonly unknown[]): Phrase {
  return choices.map(phraseOf).reduce((earlier, choice) => msg`${earlier} or ${choice}`)
}

/** The text of a message in English. */
export function format(phrase: Phrase): string {
  if (typeof phrase === 'string') return phrase
  return phrase.template.replace(/\{(\d+)\}/g, (written, index) => format(phrase.values[index] ?? written))
}

/** What a value is called, and what an error says. */
export function phraseOf(value: unknown): Phrase {
  if (isDescriptor(value)) return value
  if (!(value instanceof Error)) return String(value)
  return 'descriptor' in value && isDescriptor(value.descriptor)
    ? value.descriptor
    : foreign(value.message || codeOf(value))
}

/** What another program says: a catalogue may know it. */
export function foreign(text: string): MessageDescriptor {
  return { template: text, values: [] }
}

/** All that an `AggregateError` of Node says, as where no address of a host answers. */
function codeOf(error: Error & { readonly code?: string }): string {
  return error.code ?? error.name
}

function isDescriptor(value: unknown): value is MessageDescriptor {
  return typeof value === 'object' && value !== null && 'template' in value && 'values' in value
}
