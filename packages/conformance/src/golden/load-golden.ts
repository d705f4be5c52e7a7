import { DataError } from '@snn/core'
import { nodeModule } from '../node-module.js'
import { readGoldenCase } from './golden-case.js'
import type { GoldenCase } from './golden-case.js'

/** The names of the cases in a folder, sorted; a `DataError` when the folder cannot be read or holds none. */
export function goldenNames(folder: string): string[] {
  const { readdirSync } = nodeModule('node:fs')
  const files = attempt(() => readdirSync(folder), folder)
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length))
  if (names.length === 0) {
    throw new DataError({
      what: `${folder} holds no golden case (NAME.json beside NAME.bin)`,
      where: folder,
      fix: 'Give the folder of the golden cases.',
    })
  }
  return names.toSorted()
}

/** Reads NAME.json and NAME.bin of a folder; throws a `DataError` (a file is missing) or a `FormatError`. */
export function loadGoldenCase(folder: string, name: string): GoldenCase {
  const { readFileSync } = nodeModule('node:fs')
  const { join } = nodeModule('node:path')
  const [json, bin] = [join(folder, `${name}.json`), join(folder, `${name}.bin`)]
  return readGoldenCase(
    attempt(() => readFileSync(json, 'utf8'), json),
    attempt(() => readFileSync(bin), bin),
    name,
  )
}

function attempt<T>(read: () => T, path: string): T {
  try {
    return read()
  } catch (cause) {
    throw new DataError({
      what: `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      where: path,
      fix: 'A golden case is the two files NAME.json and NAME.bin.',
      cause,
    })
  }
}
