import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fingerprint, raiseCommand, startRaising } from './raised.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-disk-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A small disk takes a mount of one's own, which Linux allows to users in a namespace, though not everywhere. */
const namespace = 'exec unshare --map-root-user --mount'
const mounts = spawnSync('sh', ['-c', `${namespace} mount -t tmpfs none "$0"`, tmpdir()]).status === 0

/**
 * Raises on a disk of $2 bytes at $1, makes it large, raises again. What is left of each attempt is copied to $3; the rest
 * is the command.
 */
const script = `
  disk=$1; size=$2; out=$3; shift 3
  mount -t tmpfs -o size=$size none "$disk" || exit 99
  "$@"; echo "code $?" >&2
  cp -r "$disk/run" "$out/full"
  mount -o remount,size=1g "$disk"
  "$@"; echo "code $?" >&2
  cp -r "$disk/run" "$out/done"`

test.skipIf(!mounts)('a full disk is one sentence, and with room again the run ends in the same bits', async () => {
  const sets = ['base.steps=20', 'sft.steps=10']
  const whole = join(folder, 'whole')
  expect(await startRaising(whole, sets).ended).toMatchObject({ code: 0 })

  // Room for the stages before the training and for a part of its checkpoints.
  const size = (await bytes(whole, /^(data|conversations|tokenizer|run\.db|recipe\.yaml)/)) + 700_000
  const disk = join(folder, 'disk')
  await mkdir(disk)
  const raise = raiseCommand(join(disk, 'run'), sets)
  const args = [
    '-c',
    `${namespace} sh -c '${script}' "$0" "$@"`,
    'sh',
    disk,
    String(size),
    folder,
    raise[0],
    ...raise[1],
  ]
  const { said } = await startRaising(disk, sets, ['sh', args]).ended
  const [first = '', second = ''] = said.split(/^code /m)
  expect(second).toMatch(/^1\n/)
  expect(first).toMatch(/^error: .*run.*: the disk is full\. Free some space and run the same command again$/m)
  expect(first.match(/disk is full/g)).toHaveLength(1)
  expect(first).not.toMatch(/^\s+at /m)
  expect((await readdir(join(folder, 'full'), { recursive: true })).filter(name => /tmp$/.test(name))).toEqual([])
  expect(said).toMatch(/code 0\n$/)
  expect(await fingerprint(join(folder, 'done'))).toEqual(await fingerprint(whole))
})

/** Bytes of the files below a folder whose paths match. */
async function bytes(folder: string, pattern: RegExp): Promise<number> {
  const names = (await readdir(folder, { recursive: true })).filter(name => pattern.test(name))
  const sizes = await Promise.all(names.map(async name => (await stat(join(folder, name))).size))
  return sizes.reduce((a, b) => a + b, 0)
}
