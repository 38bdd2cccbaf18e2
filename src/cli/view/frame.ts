import type { Paint, Style } from '../context.ts'
import { bar, plot } from './curve.ts'
import type { StageLine, TrainingLine, ViewState } from './state.ts'
import { cutTo, displayWidth, padTo } from './width.ts'
import { changesWords, sampleWords, summaryWords, trainingWords, type Words, workWords } from './words.ts'

/** A piece of a line in one style. */
interface Span {
  readonly text: string
  readonly style?: Style
}

type Line = readonly Span[]

export interface FrameOptions extends Words {
  readonly columns: number
  readonly rows: number
  readonly title: string
  /** Milliseconds, on the clock of `advance`. */
  readonly now: number
  /** Bytes that this process holds in memory. */
  readonly memory: number
  readonly paint: Paint
  /** The last frame: what stays to be read afterwards. */
  readonly isLast?: boolean
}

const curveRows = { least: 2, most: 8 }
const separator = ' · '
const spinner = ['⠋', '⠙', '⠸', '⠴', '⠦', '⠇']

/**
 * The lines of the live view: stages, what runs, the loss curve, a sample. None is wider than the terminal, nor are
 * they more than fit in it: when it is low, the curve goes first, then the sample, then the stages far from the running one.
 */
export function frame(state: ViewState, options: FrameOptions): string[] {
  const { rows, isLast = false } = options
  const columns = Math.max(8, options.columns - 1) // the last column would make some terminals wrap
  const title: Line[] = [[{ text: options.title, style: 'bold' }]]
  const status = isLast ? [] : statusLines(state, options, columns).slice(0, Math.max(1, rows - 4))
  const sample = isLast ? [] : sampleLines(state, options)
  const hint = isLast ? [] : [hintLine(state, options)]
  const stages = state.stages.map(stage => stageLine(stage, state, options))
  const room = rows - 1 - title.length - status.length - hint.length
  const shown = nearCurrent(stages, state, Math.max(1, room))
  let left = room - shown.length
  const sampled = left >= sample.length ? sample : []
  left -= sampled.length
  const curve =
    state.training && !isLast ? curveLines(state.training, options, columns, Math.min(curveRows.most, left - 1)) : []
  const lines = [...title, ...shown, ...(curve.length > 0 ? [[]] : []), ...status, ...curve, ...sampled, ...hint]
  return lines.slice(0, Math.max(1, rows - 1)).map(line => painted(line, columns, options.paint))
}

function hintLine({ notice, changes }: ViewState, options: FrameOptions): Line {
  const warning = notice ?? changesWords(changes, options)[0]
  return [warning === undefined ? { text: options.text.view.hint, style: 'dim' } : { text: warning, style: 'yellow' }]
}

function stageLine(stage: StageLine, state: ViewState, options: FrameOptions): Line {
  const { text, now } = options
  const name = padTo(stage.name, Math.max(...state.stages.map(({ name }) => displayWidth(name))))
  if (stage.status === 'pending') return [{ text: `  ○ ${name}`, style: 'dim' }]
  if (stage.status === 'running') {
    const seconds = stage.began === undefined ? 0 : (now - stage.began) / 1000
    const turn = spinner[Math.floor(now / 150) % spinner.length]!
    const doing = `${text.view.kinds[stage.kind]} · ${text.view.duration(seconds)}`
    return [{ text: `  ${turn} `, style: 'cyan' }, { text: name, style: 'bold' }, { text: `  ${doing}` }]
  }
  const time = stage.status === 'already' ? text.view.before : text.view.duration(stage.seconds ?? 0)
  const facts = [time, ...summaryWords(stage, options)].join(' · ')
  return [{ text: '  ✓ ', style: 'green' }, { text: name }, { text: `  ${facts}`, style: 'dim' }]
}

/** As many stages as there is room for, around the one that runs. */
function nearCurrent(lines: readonly Line[], state: ViewState, room: number): Line[] {
  const current = state.stages.findIndex(({ name }) => name === state.current)
  const first = Math.max(0, Math.min(lines.length - room, current - Math.floor(room / 2)))
  return lines.slice(first, first + room)
}

function statusLines(state: ViewState, options: FrameOptions, columns: number): Line[] {
  const memory = options.text.view.memory(options.numbers.bytes(options.memory))
  const barColumns = Math.min(24, Math.floor(columns / 4))
  const progress = (share: number): Span[] => [{ text: bar(share, barColumns), style: 'cyan' }, { text: '  ' }]
  if (state.work) {
    const { done, total } = state.work
    return [[...(total ? progress(done / total) : []), ...separated([workWords(state.work, options), memory])]]
  }
  if (!state.training) return []
  const { step, steps } = state.training
  const { where, how } = trainingWords(state.training, options)
  return [[...progress(step / steps), ...separated(where)], ...filled([...how, memory], columns)]
}

/** Words in as few lines as hold them. */
function filled(words: readonly string[], columns: number): Line[] {
  const lines: string[][] = []
  let used = 0
  for (const word of words) {
    const width = displayWidth(word) + separator.length
    if (lines.length === 0 || used + width > columns) {
      lines.push([])
      used = 0
    }
    lines.at(-1)!.push(word)
    used += width
  }
  return lines.map(separated)
}

function separated(words: readonly string[]): Span[] {
  return words.flatMap((word, index): Span[] =>
    index === 0 ? [{ text: word }] : [{ text: separator, style: 'dim' }, { text: word }],
  )
}

function curveLines(training: TrainingLine, options: FrameOptions, columns: number, rows: number): Line[] {
  if (rows < curveRows.least) return []
  const axis = 7
  const drawn = plot(training.losses, { columns: Math.min(72, columns - axis - 2), rows })
  if (!drawn) return []
  return drawn.lines.map((line, row) => {
    const value = row === 0 ? drawn.top : row === rows - 1 ? drawn.bottom : undefined
    const label = value === undefined ? '' : options.numbers.precise(value)
    return [
      { text: `${' '.repeat(Math.max(0, axis - displayWidth(label)))}${label} │`, style: 'dim' },
      { text: line, style: 'cyan' },
    ]
  })
}

function sampleLines(state: ViewState, { text, numbers }: FrameOptions): Line[] {
  if (!state.sample) return []
  const [prompt, written] = sampleWords(state.sample)
  return [
    [{ text: text.view.sample(numbers.whole(state.sample.step)), style: 'dim' }],
    [{ text: `  ${prompt}`, style: 'dim' }, { text: ` ${written}` }],
  ]
}

/** Cuts a line to the width of the terminal, then styles its pieces. */
function painted(line: Line, columns: number, paint: Paint): string {
  let left = columns
  let result = ''
  for (const { text, style } of line) {
    if (left <= 0) break
    const cut = cutTo(text, left)
    left -= displayWidth(cut)
    result += style === undefined ? cut : paint(style, cut)
    if (cut !== text) break
  }
  return result
}
