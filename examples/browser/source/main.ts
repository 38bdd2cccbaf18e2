import { decoderParameters } from 'instar/models'
import { parameterCount } from 'instar/nn'
import sonnets from '../texts/sonnets.txt?raw'
import tang from '../texts/tang.txt?raw'
import { drawCurve } from './curve.ts'
import { filesOfModel } from './files.ts'
import { type DeviceName, leastCharacters, type Model, openModel } from './model.ts'
import { probabilities } from './speaking.ts'
import { train } from './training.ts'
import { chinese, english, type Progress } from './words.ts'

const rowsPerBatch = 16
const stepsPerSample = 100
const stepsPerDrawing = 10
const shownCharacters = 8

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E
const text = element<HTMLTextAreaElement>('text')
const devices = element<HTMLSelectElement>('device')
const steps = element<HTMLInputElement>('steps')
const start = element<HTMLButtonElement>('start')
const stop = element<HTMLButtonElement>('stop')
const status = element('status')
const prompt = element<HTMLInputElement>('prompt')

let words = navigator.language.startsWith('zh') ? chinese : english
let say = (): string => ''
let model: Model | undefined
let losses: number[] = []

function showWords(): void {
  document.documentElement.lang = words === chinese ? 'zh-CN' : 'en'
  for (const each of document.querySelectorAll<HTMLElement>('[data-word]'))
    each.textContent = words.page[each.dataset.word!] ?? ''
  element('language').textContent = words.otherLanguage
  const threads = crossOriginIsolated ? navigator.hardwareConcurrency : 1
  const chosen = devices.value
  devices.replaceChildren(
    new Option(words.devices.wasm(threads), 'wasm'),
    ...('gpu' in navigator ? [new Option(words.devices.webgpu, 'webgpu')] : []),
  )
  if (chosen !== '') devices.value = chosen
  status.textContent = say()
  if (losses.length > 0) drawCurve(element('curve'), losses, words.axes)
}

/** Says something that is said in the other language too once that is chosen. */
function tell(what: () => string, isWrong = false): void {
  say = what
  status.textContent = what()
  status.classList.toggle('wrong', isWrong)
}

async function trainOnText(): Promise<void> {
  const content = text.value
  const length = Array.from(content).length
  if (length < leastCharacters) return tell(() => words.tooShort(length, leastCharacters), true)
  tell(() => words.preparing)
  await model?.device.close()
  model = undefined
  losses = []
  element('samples').replaceChildren()
  element('files').replaceChildren()
  const opened = await openModel(content, devices.value as DeviceName)
  model = opened
  const { config, device, tokenizer } = opened
  const ids = tokenizer.encode(content)
  const stopping = new AbortController()
  stop.onclick = () => stopping.abort()
  stop.disabled = false
  const all = Number(steps.value)
  const training = { device, config, ids, steps: all, rows: rowsPerBatch, seed: 1, signal: stopping.signal }
  const parameters = parameterCount(decoderParameters(config))
  let progress: Progress | undefined
  for await (const { step, loss, milliseconds } of train(training)) {
    losses.push(loss)
    const tokensPerSecond = Math.round((1000 * rowsPerBatch * config.contextLength) / milliseconds)
    const now = { step, steps: all, loss, tokensPerSecond, parameters }
    progress = now
    tell(() => words.progress(now))
    if (step % stepsPerDrawing === 0 || step === all) drawCurve(element('curve'), losses, words.axes)
    if (step % stepsPerSample === 0 || step === all) await showSample(opened, content, step)
  }
  if (progress === undefined) return tell(() => '')
  const last = progress
  drawCurve(element('curve'), losses, words.axes)
  await showFiles(opened)
  await showNext()
  tell(() => words.done(last))
  status.dataset.done = String(last.step)
}

async function showSample({ tokenizer, speaker }: Model, content: string, step: number): Promise<void> {
  const beginning = content.slice(0, content.indexOf('\n') + 1) || content.slice(0, 8)
  const written = await speaker.continuation([...tokenizer.encode(beginning)], { temperature: 0.7, seed: step })
  const item = document.createElement('li')
  const begun = document.createElement('b')
  begun.textContent = `${words.sampleAt(step)} · ${beginning}`
  item.append(begun, tokenizer.decode(written, { skipSpecial: true }))
  element('samples').prepend(item)
}

/** The likeliest characters after what is in the prompt. */
async function showNext(): Promise<void> {
  if (model === undefined) return
  const { tokenizer, speaker } = model
  const beginning = prompt.value
  const ids = [...tokenizer.encode(beginning)]
  const logits = await speaker.next(ids.length === 0 ? [0] : ids)
  const shares = probabilities(logits, 1)
  const likeliest = [...logits.keys()].sort((a, b) => logits[b]! - logits[a]!).slice(0, shownCharacters)
  element('next').replaceChildren(
    ...likeliest.map(id => {
      const row = document.createElement('tr')
      row.dataset.id = String(id)
      row.dataset.logit = String(logits[id])
      const share = document.createElement('meter')
      share.value = shares[id]!
      const cells = [
        JSON.stringify(tokenizer.token(id)),
        logits[id]!.toFixed(3),
        `${(100 * shares[id]!).toFixed(1)} %`,
        share,
      ]
      for (const cell of cells) row.insertCell().append(cell)
      return row
    }),
  )
  element('next').dataset.after = beginning
}

async function showFiles({ device, config, json }: Model): Promise<void> {
  const files = await filesOfModel(device, config, json)
  element('files').replaceChildren(
    ...Object.entries(files).map(([name, content]) => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(content)
      link.download = name
      link.textContent = `${name} (${content.size.toLocaleString('en')} B)`
      const item = document.createElement('li')
      item.append(link)
      return item
    }),
  )
}

start.onclick = async () => {
  start.disabled = true
  prompt.disabled = true
  delete status.dataset.done
  try {
    await trainOnText()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    tell(() => words.wrong(message), true)
  } finally {
    start.disabled = false
    stop.disabled = true
    prompt.disabled = model === undefined
  }
}
prompt.oninput = () => void showNext()
element('language').onclick = () => {
  words = words === english ? chinese : english
  showWords()
}
element('sonnets').onclick = () => {
  text.value = sonnets
}
element('tang').onclick = () => {
  text.value = tang
}

text.value = words === chinese ? tang : sonnets
showWords()
