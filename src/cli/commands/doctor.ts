import { statfs } from 'node:fs/promises'
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os'
import type { Command } from 'commander'
import { foreign, InstarError, phraseOf, usageError } from '../../errors/index.ts'
import type { DeviceState } from '../../runtime/index.ts'
import { type Context, painter } from '../context.ts'
import { Failed } from '../errors.ts'
import { interruptible } from '../interrupt.ts'
import type { EngineRate } from '../measure-engine.ts'
import { countFlag, setOption } from '../options.ts'
import type { AddCommand } from '../program.ts'
import { progressLine } from '../progress-line.ts'
import { translate } from '../translate.ts'
import { packageVersion } from '../versions.ts'
import { padTo } from '../view/width.ts'
import type { ProfileFlags } from './doctor-profile.ts'

export const addDoctor: AddCommand = (parent, { text, contextOf }) => {
  parent
    .command('doctor')
    .description(text.help.commands.doctor)
    .option('--threads <count>', text.help.options.threads, countFlag(text))
    .option('--profile [recipe]', text.help.options.profile)
    .option('--stage <name>', text.help.options.profileStage)
    .addOption(setOption(text))
    .action(async (flags: Partial<ProfileFlags>, command: Command) => {
      const { profile: recipe, threads } = flags
      if (recipe === undefined && (flags.stage !== undefined || flags.set !== undefined))
        throw usageError(text.errors.onlyWithProfile)
      if (recipe === undefined) return doctor(contextOf(command), threads)
      const { profile } = await import('./doctor-profile.ts')
      await profile(contextOf(command), { ...flags, profile: recipe })
    })
}

/** What a machine offers, in plain units: bytes, GFLOP/s, seconds. */
interface Findings {
  readonly processor: string
  readonly threads: number
  readonly system: string
  readonly memory: { readonly free: number; readonly total: number }
  readonly disk: { readonly free: number; readonly total: number }
  readonly versions: { readonly instar: string; readonly node: string; readonly onnxruntime: string }
  readonly engine: EngineRate | { readonly error: string }
  readonly devices: readonly DeviceState[]
}

/** What the tutor recipe needs at most. */
const needs = { memory: 2 * 2 ** 30, disk: 1.5 * 2 ** 30 }

async function doctor(context: Context, threads = availableParallelism()): Promise<void> {
  const progress = progressLine(context)
  progress.show(context.text.doctor.measuring)
  const { measureEngine } = await import('../measure-engine.ts')
  const engine = await interruptible(context, signal => measureEngine(threads, signal)).catch((error: unknown) => {
    if (error instanceof InstarError) return { error: translate(phraseOf(error), context.language) }
    throw error
  })
  const findings = await examine(threads, engine)
  progress.clear()
  if (context.json) context.print(JSON.stringify(findings))
  else printFindings(context, findings)
  if ('error' in engine) throw new Failed()
}

async function examine(threads: number, engine: Findings['engine']): Promise<Findings> {
  const { engineVersion, listDevices } = await import('../../runtime/index.ts')
  const disk = await statfs('.')
  const processors = cpus()
  return {
    processor: `${processors[0]?.model.trim() || arch()} × ${processors.length}`,
    threads,
    system: `${type()} ${release()} ${arch()}`,
    memory: { free: process.availableMemory(), total: Math.min(totalmem(), process.constrainedMemory() || Infinity) },
    disk: { free: disk.bavail * disk.bsize, total: disk.blocks * disk.bsize },
    versions: { instar: await packageVersion(), node: process.versions.node, onnxruntime: engineVersion() },
    engine,
    devices: await listDevices(),
  }
}

function printFindings(context: Context, findings: Findings): void {
  const { text, numbers, stdout, env } = context
  const { doctor } = text
  const paint = painter(stdout, env)
  const { devices, engine, memory, disk, versions } = findings
  const sections: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    [
      doctor.machine,
      [
        [doctor.processor, findings.processor],
        [doctor.threads, String(findings.threads)],
        [doctor.memory, doctor.memoryOf(numbers.bytes(memory.free), numbers.bytes(memory.total))],
        [doctor.disk, doctor.diskOf(numbers.bytes(disk.free), numbers.bytes(disk.total))],
        [doctor.system, findings.system],
      ],
    ],
    [
      doctor.versions,
      [
        ['Instar', versions.instar],
        ['Node', versions.node],
        ['ONNX Runtime', versions.onnxruntime],
      ],
    ],
    [
      doctor.engine,
      'error' in engine
        ? [['ONNX Runtime', doctor.fails(engine.error)]]
        : [
            ['ONNX Runtime', doctor.works],
            [doctor.start, doctor.milliseconds(numbers.whole(engine.startSeconds * 1000))],
            [doctor.gemm, doctor.gemmRate(numbers.whole(engine.gigaflops), findings.threads)],
          ],
    ],
    [
      doctor.devices,
      devices.map(({ device, missing }) => [
        device,
        missing === undefined ? doctor.works : doctor.missing(translate(foreign(missing), context.language)),
      ]),
    ],
  ]
  for (const [title, facts] of sections) {
    context.print(paint('bold', title))
    for (const [name, value] of facts) context.print(`  ${padTo(name, 22)} ${value}`)
  }
  const warnings = [
    ...(memory.free < needs.memory ? [doctor.lowMemory] : []),
    ...(disk.free < needs.disk ? [doctor.lowDisk] : []),
  ]
  for (const warning of warnings) context.print(paint('yellow', warning))
  if (warnings.length === 0 && !('error' in engine)) context.print(paint('green', doctor.fine))
}
