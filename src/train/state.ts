import { format, InstarError, msg } from '../errors/index.ts'
import { formatShape } from '../graph/index.ts'
import { initialise, type ParameterSpecs } from '../nn/index.ts'
import { averageName } from '../optim/index.ts'
import type { Device, StateTensor } from '../runtime/index.ts'
import { type Checkpoint, latestCheckpoint } from './checkpoint.ts'

type State = Readonly<Record<string, StateTensor>>

/** What a training begins with. */
export interface FirstState {
  /** Folder of checkpoints, and the name of the stage in it. */
  readonly checkpoints: string
  readonly name: string
  readonly seed: number
  /** Gives weights to start from; first values by the seed where absent. */
  readonly start?: () => Promise<State>
  readonly specs: ParameterSpecs
  /** State beside the weights that checkpoints hold. */
  readonly kept: ParameterSpecs
  /** State that they do not. */
  readonly fleeting: ParameterSpecs
}

/**
 * Writes the state that training begins with: that of the newest checkpoint, or first values, of which averages are a
 * copy. What was read or made is not kept in this thread.
 *
 * @returns how many steps it has behind it, and the notes of its checkpoint
 * @throws InstarError where the checkpoint is damaged, or of another model or optimizer.
 */
export async function writeFirstState(
  device: Device,
  { checkpoints, name, seed, start, specs, kept, fleeting }: FirstState,
): Promise<Pick<Checkpoint, 'step'> & Partial<Pick<Checkpoint, 'notes'>>> {
  // The device is asked for nothing until all values are there: it may be busy with compiling meanwhile.
  const checkpoint = await latestCheckpoint(checkpoints, name)
  if (checkpoint) {
    expectState(checkpoint, { ...specs, ...kept })
    await device.write({ ...checkpoint.state, ...initialise(fleeting) }, { give: true })
    return { step: checkpoint.step, notes: checkpoint.notes }
  }
  const weights: State = { ...initialise(specs, seed, name), ...(await start?.()) }
  const averages = Object.keys(specs).map(name => [averageName(name), weights[name]!] as const)
  const copies = Object.fromEntries(averages.filter(([average]) => average in kept))
  const others = Object.fromEntries(Object.entries({ ...kept, ...fleeting }).filter(([name]) => !(name in copies)))
  await device.write({ ...weights, ...copies }, { give: start === undefined })
  await device.write(initialise(others), { give: true })
  return { step: 0 }
}

function expectState({ step, state }: Checkpoint, expected: ParameterSpecs): void {
  const shapeOf = (shape: readonly number[] | undefined) => (shape ? formatShape(shape) : msg`none`)
  const names = new Set([...Object.keys(expected), ...Object.keys(state)])
  for (const name of names) {
    const [wanted, found] = [shapeOf(expected[name]?.shape), shapeOf(state[name]?.shape)]
    if (format(wanted) !== format(found))
      throw new InstarError(
        msg`Expected ${name} ${wanted} in the checkpoint of step ${step}, but found ${found}: it is of another model,
          optimizer or version. Set the recipe back, or choose another folder with --out`,
      )
  }
}

/** Copies of named state, one after another: a message takes as much memory again as it carries. */
export async function readInTurn(device: Device, names: readonly string[]): Promise<State> {
  const state: Record<string, StateTensor> = {}
  for (const name of names) Object.assign(state, await device.read([name]))
  return state
}

/** The name of a state that holds NaN or an infinity; undefined where none does. */
export function stateNotFinite(state: State): string | undefined {
  return Object.keys(state).find(name => {
    let sum = 0
    for (const value of state[name]!.data) sum += 0 * value
    return sum !== 0 // 0 · value is NaN where value is not finite
  })
}

/** Writes the averages of weights over the weights, and frees them. */
export async function putAveragesInPlace(device: Device, specs: ParameterSpecs): Promise<void> {
  for (const name of Object.keys(specs)) {
    const average = averageName(name)
    await device.write({ [name]: (await device.read([average]))[average]! })
    await device.remove([average])
  }
}
