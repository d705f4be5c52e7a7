import { createReadStream } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { readTar } from '@snn/data'

const ARCHIVE = 'nmnist-small.tar.gz'

/** A folder with one file a sample: the one that is given, or `into` with what its archive holds. */
export async function originals(folder: string, into: string): Promise<string> {
  if (!(await readdir(folder)).includes(ARCHIVE)) return folder
  for await (const { path, bytes } of readTar(createReadStream(join(folder, ARCHIVE)), { file: ARCHIVE }))
    await writeFile(join(into, basename(path)), bytes)
  return into
}
