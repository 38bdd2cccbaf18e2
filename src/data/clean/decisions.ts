import { lineKeys, withoutLines } from '../dedup/index.ts'
import type { Filter } from '../filters/index.ts'
import { keptOf } from './clusters.ts'
import { cutLines } from './matches.ts'
import type { CollectiveSettings, Plan } from './plan.ts'

/** Reasons that stand for what was found about all documents together. */
const reasons = { duplicates: 'seen before', 'near-duplicates': 'near-duplicate of an earlier document' } as const

/**
 * A filter that carries out, on the documents of one piece in their order, what a collective filter has found.
 *
 * @param round  of the pass before, after which it was found
 */
export async function decisionFilter(
  plan: Plan,
  work: string,
  round: number,
  settings: CollectiveSettings,
  piece: string,
): Promise<Filter> {
  let index = -1
  if (settings.kind === 'duplicate-lines') {
    const cuts = await cutLines(plan, work, round, piece)
    const read = lineKeys(settings.minimumWords)
    return {
      name: settings.kind,
      apply: document => {
        const keys = cuts.get(++index)
        if (!keys) return document
        const text = withoutLines(document.text, read, ({ high, low }) => keys.has(`${high} ${low}`))
        return text === '' ? { reason: 'every line stood in an earlier document' } : { ...document, text }
      },
    }
  }
  const kept = await keptOf(work, round, piece)
  const reason = reasons[settings.kind]
  return {
    name: settings.kind,
    apply: document => {
      const earlier = kept.get(++index)
      return earlier === undefined ? document : { reason, detail: earlier }
    },
  }
}
