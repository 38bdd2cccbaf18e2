import { join, matchesGlob } from 'node:path'
import { z } from 'zod'
import { InstarError, msg, usageError } from '../../errors/index.ts'
import { type DownloadOptions, download, fetchJson } from './download.ts'
import type { SourceFile } from './files.ts'
import { cacheFolder } from './package.ts'

/** The parts of `hf://datasets/USER/NAME@REVISION/path`. */
export interface HuggingFaceUri {
  readonly repository: string
  readonly revision: string
  /** A path or glob inside the data set; empty for all of it. */
  readonly path: string
}

/**
 * Takes `hf://datasets/USER/NAME@REVISION/path` apart, the form of `huggingface_hub`'s file system; the revision (a
 * branch, tag or commit) is `main` unless given.
 *
 * @throws InstarError (usage) showing the expected form.
 */
export function parseHuggingFaceUri(uri: string): HuggingFaceUri {
  const match = /^hf:\/\/datasets\/([\w.-]+\/[\w.-]+)(?:@([^/]+))?(?:\/(.*))?$/.exec(uri)
  if (!match) throw usageError(msg`Expected hf://datasets/USER/NAME@REVISION/path, but found "${uri}"`)
  return { repository: match[1]!, revision: match[2] ?? 'main', path: match[3] ?? '' }
}

const tree = z.array(z.object({ type: z.string(), path: z.string() }))

/**
 * The files of a data set on a Hugging Face hub, fetched once. `HF_ENDPOINT` names another hub, `HF_TOKEN` opens what is
 * not public.
 *
 * @throws InstarError when the hub or data set cannot be reached.
 */
export async function huggingFaceFiles(
  uri: string,
  isReadable: (name: string) => boolean,
  options: DownloadOptions = {},
): Promise<SourceFile[]> {
  const { repository, revision, path } = parseHuggingFaceUri(uri)
  const { HF_ENDPOINT = 'https://huggingface.co', HF_TOKEN } = process.env
  const hub = HF_ENDPOINT.replace(/\/+$/, '')
  const access = { ...options, ...(HF_TOKEN ? { headers: { authorization: `Bearer ${HF_TOKEN}` } } : {}) }
  const at = encodeURIComponent(revision)
  const folder = join(cacheFolder(), 'hf', new URL(hub).host.replace(':', '_'), repository, at)
  const names: string[] = []
  let page: string | undefined = `${hub}/api/datasets/${repository}/tree/${at}?recursive=true`
  while (page) {
    const { value, next } = await fetchJson(page, access)
    const listed = tree.safeParse(value)
    if (!listed.success) throw new InstarError(msg`Expected a list of files at ${page}, found something else`)
    names.push(...listed.data.filter(({ type }) => type === 'file').map(file => file.path))
    page = next && new URL(next, page).origin === new URL(hub).origin ? new URL(next, page).href : undefined
  }
  const wanted = names.filter(name => isReadable(name) && isWanted(name, path)).sort()
  const files: SourceFile[] = []
  for (const name of wanted) {
    if (name.split('/').includes('..')) throw new InstarError(msg`Expected paths inside the data set, found ${name}`)
    const address = name.split('/').map(encodeURIComponent).join('/')
    const file = { path: join(folder, name), name }
    await download(`${hub}/datasets/${repository}/resolve/${at}/${address}`, file.path, access)
    files.push(file)
  }
  return files
}

function isWanted(name: string, path: string): boolean {
  return path === '' || name === path || name.startsWith(`${path.replace(/\/$/, '')}/`) || matchesGlob(name, path)
}
