import { expect, test } from 'vitest'
import { parseTask, taskFromEnvironment } from './task.ts'

test.each([
  ['nothing', {}, undefined],
  [
    'mpirun',
    { OMPI_COMM_WORLD_RANK: '3', OMPI_COMM_WORLD_SIZE: '8', OMPI_COMM_WORLD_LOCAL_SIZE: '4' },
    { index: 3, count: 8, here: 4 },
  ],
  ['mpiexec of MPICH', { PMI_RANK: '0', PMI_SIZE: '2' }, { index: 0, count: 2 }],
  [
    'a Slurm array that begins at 1',
    {
      SLURM_ARRAY_TASK_ID: '8',
      SLURM_ARRAY_TASK_MIN: '1',
      SLURM_ARRAY_TASK_COUNT: '8',
      SLURM_PROCID: '0',
      SLURM_NTASKS: '1',
    },
    { index: 7, count: 8 },
  ],
  ['srun', { SLURM_PROCID: '2', SLURM_NTASKS: '4' }, { index: 2, count: 4 }],
  ['an indexed job of Kubernetes', { JOB_COMPLETION_INDEX: '5' }, { index: 5, count: 64 }],
  ['something that is no number', { PMI_RANK: 'x' }, undefined],
])('under %s', (_, environment, task) => {
  expect(taskFromEnvironment(environment)).toEqual(task)
})

test('i/N', () => {
  expect(parseTask('0/4')).toEqual({ index: 0, count: 4 })
  for (const wrong of ['4/4', '1', '-1/2', '1/', 'a/b'])
    expect(() => parseTask(wrong)).toThrow(/Expected a task as i\/N/)
})
