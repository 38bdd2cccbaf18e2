/** A text that was scored, and whether it is of the good kind. */
export interface Scored {
  readonly score: number
  readonly good: boolean
}

/**
 * How often a good text scores higher than a bad one, drawn at random; ties count half. The area under the ROC curve
 * (Hanley and McNeil 1982): 0.5 for chance, 1 for no mistake. NaN without texts of both kinds.
 */
export function rocAuc(scored: readonly Scored[]): number {
  const sorted = scored.toSorted((a, b) => a.score - b.score)
  let [bad, pairs] = [0, 0] // bad texts below; good ones times the bad ones below them
  for (let from = 0; from < sorted.length; ) {
    let to = from
    while (to < sorted.length && sorted[to]!.score === sorted[from]!.score) to++
    const good = sorted.slice(from, to).filter(({ good }) => good).length
    pairs += good * (bad + (to - from - good) / 2)
    bad += to - from - good
    from = to
  }
  return pairs / (bad * (sorted.length - bad))
}

/** What a threshold would do. */
export interface ThresholdResult {
  readonly threshold: number
  /** Share of the good texts that would be kept. */
  readonly goodKept: number
  /** Share of the bad texts that would be dropped. */
  readonly badDropped: number
}

/** What it does to keep only texts with at least a score, for some of them. */
export function atThresholds(scored: readonly Scored[], thresholds: readonly number[]): ThresholdResult[] {
  const scores = (good: boolean) => scored.filter(one => one.good === good).map(({ score }) => score)
  const [goods, bads] = [scores(true), scores(false)]
  return thresholds.map(threshold => ({
    threshold,
    goodKept: goods.filter(score => score >= threshold).length / goods.length,
    badDropped: bads.filter(score => score < threshold).length / bads.length,
  }))
}
