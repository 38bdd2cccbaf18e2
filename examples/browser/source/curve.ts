import * as Plot from '@observablehq/plot'

/** Draws losses by step, thin, and their running mean. */
export function drawCurve(into: Element, losses: readonly number[], labels: { step: string; loss: string }): void {
  const points = losses.map((loss, index) => ({ step: index + 1, loss }))
  into.replaceChildren(
    Plot.plot({
      width: 720,
      height: 260,
      x: { label: labels.step },
      y: { label: labels.loss, grid: true, nice: true },
      marks: [
        Plot.lineY(points, { x: 'step', y: 'loss', stroke: '#c3b8a4', strokeWidth: 1 }),
        Plot.lineY(
          points,
          Plot.windowY(
            { k: 20, anchor: 'end', strict: false },
            { x: 'step', y: 'loss', stroke: '#3b7a57', strokeWidth: 2 },
          ),
        ),
      ],
    }),
  )
}
