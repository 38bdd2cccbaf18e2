import { msg, usageError } from '../../errors/index.ts'

/** One of several processes that do the same work together. */
export interface Task {
  /** From 0. */
  readonly index: number
  readonly count: number
  /** Processes of them that share this machine, where it is known. */
  readonly here?: number
}

type Environment = Readonly<Record<string, string | undefined>>

/** Where a launcher says which process this is, and of how many. */
const launchers: readonly {
  readonly index: string
  readonly count?: string
  /** Number of the first one. */
  readonly first?: string
  readonly here?: string
}[] = [
  { index: 'OMPI_COMM_WORLD_RANK', count: 'OMPI_COMM_WORLD_SIZE', here: 'OMPI_COMM_WORLD_LOCAL_SIZE' }, // Open MPI
  { index: 'PMI_RANK', count: 'PMI_SIZE', here: 'MPI_LOCALNRANKS' }, // MPICH, Intel MPI
  { index: 'SLURM_ARRAY_TASK_ID', count: 'SLURM_ARRAY_TASK_COUNT', first: 'SLURM_ARRAY_TASK_MIN' }, // Slurm array
  { index: 'SLURM_PROCID', count: 'SLURM_NTASKS', here: 'SLURM_NTASKS_PER_NODE' }, // srun
  { index: 'JOB_COMPLETION_INDEX', count: 'JOB_COMPLETIONS' }, // indexed job of Kubernetes
]

/** An indexed job of Kubernetes is not told how many it is of: so many is as good as any, since all take what is left. */
const unknownCount = 64

/** The task that a launcher (mpirun, srun, a Slurm array, a Kubernetes job) has started; undefined when none has. */
export function taskFromEnvironment(environment: Environment): Task | undefined {
  const number = (name: string | undefined) => {
    const text = name === undefined ? undefined : environment[name]
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
  }
  for (const launcher of launchers) {
    const given = number(launcher.index)
    if (given === undefined) continue
    const index = given - (number(launcher.first) ?? 0)
    const here = number(launcher.here)
    const count = number(launcher.count) ?? unknownCount
    // An array with steps (0-30:10) has larger numbers than tasks.
    return { index: index % count, count, ...(here === undefined ? {} : { here }) }
  }
  return undefined
}

/** Reads `i/N`, i from 0. @throws InstarError (usage) for anything else. */
export function parseTask(text: string): Task {
  const match = /^(\d+)\/(\d+)$/.exec(text)
  const [index, count] = [Number(match?.[1]), Number(match?.[2])]
  if (!match || index >= count)
    throw usageError(msg`Expected a task as i/N with i from 0 to N - 1, but found "${text}"`)
  return { index, count }
}
