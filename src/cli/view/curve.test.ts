import { expect, test } from 'vitest'
import { bar, curve, plot } from './curve.ts'

test('a falling loss is drawn from the upper left to the lower right', () => {
  const losses = curve(200)
  for (let step = 1; step <= 200; step++) losses.add(step, 8 - step / 50)
  const drawn = plot(losses, { columns: 8, rows: 2 })!
  expect(drawn.lines).toEqual(['⠉⠒⠤⣀⠀⠀⠀⠀', '⠀⠀⠀⠀⠉⠒⠤⣀'])
  expect(drawn.top).toBeGreaterThan(7.5)
  expect(drawn.bottom).toBeLessThan(4.3)
})

test('the first half of a training fills the left half', () => {
  const losses = curve(100)
  for (let step = 1; step <= 50; step++) losses.add(step, 3)
  const [line] = plot(losses, { columns: 10, rows: 1 })!.lines
  expect(line).toMatch(/^[^⠀]{5}⠀{5}$/)
})

test('few steps make one line without gaps', () => {
  const losses = curve(3)
  for (const [step, loss] of [5, 4, 3].entries()) losses.add(step + 1, loss)
  const rows = plot(losses, { columns: 9, rows: 3 })!.lines
  for (let column = 0; column < 6; column++) expect(rows.some(row => row[column] !== '⠀')).toBe(true)
})

test('a first loss far above all others does not flatten them', () => {
  const losses = curve(1000)
  for (let step = 1; step <= 1000; step++) losses.add(step, step < 10 ? 100 : 3 - step / 1000)
  expect(plot(losses, { columns: 40, rows: 4 })!.top).toBeLessThan(4)
})

test('losses that are no numbers are left out; without any there is no plot', () => {
  const losses = curve(10)
  losses.add(1, Number.NaN)
  expect(plot(losses, { columns: 5, rows: 2 })).toBeUndefined()
  losses.add(2, 1)
  expect(plot(losses, { columns: 5, rows: 2 })).toMatchObject({ top: 1, bottom: 1 })
})

test('bars', () => {
  expect([bar(0, 4), bar(0.5, 4), bar(0.59, 4), bar(1, 4), bar(7, 2)]).toEqual(['    ', '██  ', '██▍ ', '████', '██'])
})
