/** A short training whose bits are compared from run to run; as a program it prints them as a hash. */
import { createHash } from 'node:crypto'
import { add, gather, input, reshape, rmsNorm, type Tensor } from '../../src/graph/index.ts'
import {
  crossEntropy,
  declareParameters,
  dropout,
  dropoutKey,
  initialise,
  linear,
  lstm,
  multiHeadAttention,
  type ParameterSpec,
  type ParameterSpecs,
  parameterNamed,
} from '../../src/nn/index.ts'
import { adamw, trainingStep } from '../../src/optim/index.ts'
import { random } from '../../src/random/index.ts'
import { openDevice } from '../../src/runtime/index.ts'

const [vocabulary, width, heads, batch, time, steps] = [96, 32, 4, 8, 32, 10]
const matrix = (out: number, role: ParameterSpec['role'] = 'matrix'): ParameterSpec => ({
  shape: [out, width],
  role,
  initial: { kind: 'normal', deviation: width ** -0.5 },
})
const vector = (size: number, kind: 'ones' | 'zeros', role: 'norm' | 'bias'): ParameterSpec => ({
  shape: [size],
  role,
  initial: { kind },
})
const specs: ParameterSpecs = {
  embed: matrix(vocabulary, 'embedding'),
  input: matrix(4 * width),
  hidden: matrix(4 * width),
  inputBias: vector(4 * width, 'zeros', 'bias'),
  hiddenBias: vector(4 * width, 'zeros', 'bias'),
  q: matrix(width),
  k: matrix(width),
  v: matrix(width),
  gain: vector(width, 'ones', 'norm'),
}

/** SHA-256 over the losses of all steps, and weights and moments after the last. */
export async function trainedBits(seed: number, threads: number): Promise<string> {
  await using device = await openDevice({ threads })
  const optimizer = adamw({ learningRate: 3e-3 })
  const state = { ...specs, ...optimizer.state(specs) }
  const parameters = declareParameters(specs)
  const of = (name: string) => parameterNamed(parameters, name)
  await device.write(initialise(state, seed))

  // Whatever could depend on the order of threads: ids that repeat, sums over rows, a loop, attention, dropout.
  const embedded = gather(of('embed'), input('tokens', [batch, time], 'int32'))
  const { output } = lstm(dropout(embedded, 0.1, input('key', [2], 'int32'), 'embedding'), {
    input: of('input'),
    hidden: of('hidden'),
    inputBias: of('inputBias'),
    hiddenBias: of('hiddenBias'),
  })
  const split = (name: string): Tensor => reshape(linear(output, of(name)), [batch, time, heads, width / heads])
  const mixed = add(output, multiHeadAttention(split('q'), split('k'), split('v')))
  const logits = linear(rmsNorm(mixed, of('gain'), 1e-6), of('embed'))
  const loss = crossEntropy(logits, input('targets', [batch, time], 'int32'), input('weights', [batch, time]))
  const program = await device.compile(trainingStep({ loss, specs, parameters, optimizer, clip: 1 }))

  const hash = createHash('sha256')
  const shape = [batch, time]
  for (let step = 0; step < steps; step++) {
    const stream = random(seed, 'batch', step)
    const ids = () => ({ shape, data: Int32Array.from({ length: batch * time }, () => stream.integer(vocabulary)) })
    const outputs = await program.run({
      tokens: ids(),
      targets: ids(),
      weights: { shape, data: new Float32Array(batch * time).fill(1) },
      key: dropoutKey(seed, step),
      rate: { shape: [], data: Float32Array.of(1) },
    })
    hash.update(outputs.loss!.data as Float32Array)
  }
  for (const { data } of Object.values(await device.read(Object.keys(state)))) hash.update(data)
  return hash.digest('hex')
}

if (import.meta.main) console.log(await trainedBits(Number(process.argv[2]), Number(process.argv[3])))
