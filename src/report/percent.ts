/** A share with one decimal: 0.975 is `97.5 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
