/**
 * The Wilson score interval of a proportion (Wilson 1927): `right` of `total`, by default at 95 %. Unlike the normal
 * approximation it stays inside [0, 1] and keeps a width at 0 % and 100 %. Without any trial it is [0, 1].
 */
export function wilsonInterval(right: number, total: number, z = 1.959964): readonly [low: number, high: number] {
  if (total === 0) return [0, 1]
  const share = right / total
  const centre = share + (z * z) / (2 * total)
  const reach = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * total)) / total)
  const scale = 1 + (z * z) / total
  return [Math.max(0, (centre - reach) / scale), Math.min(1, (centre + reach) / scale)]
}
