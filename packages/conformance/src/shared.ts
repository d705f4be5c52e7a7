import { nodeModule } from './node-module.js'

const variables = { data: 'SNN_DATA', golden: 'SNN_GOLDEN' } as const

/** The folders beside the repository that tests read when they are there. */
export type SharedFolder = keyof typeof variables

/**
 * The path of a shared folder: the environment variable SNN_DATA or SNN_GOLDEN, else `data` or `golden` in the folder
 * `shared` beside the repository. It may not exist.
 */
export function sharedPath(name: SharedFolder): string {
  const given = process.env[variables[name]]
  if (given !== undefined && given !== '') return given
  return nodeModule('node:url').fileURLToPath(new URL(`../../../../shared/${name}`, import.meta.url))
}

/**
 * Whether tests that need a shared folder are to be skipped, for `describe.skipIf(skipWithout('golden'))`.
 *
 * Says on the console what is missing. Throws instead where the environment variable SNN_REQUIRE (a comma list) names it.
 */
export function skipWithout(name: SharedFolder): boolean {
  const path = sharedPath(name)
  return requireOrSkip(name, nodeModule('node:fs').existsSync(path), `${path} is not there (set ${variables[name]})`)
}

/**
 * The path of a file or folder of the shared data, or undefined where it is absent, for
 * `describe.skipIf(path === undefined)`.
 *
 * Says on the console what is missing. Throws instead where SNN_REQUIRE names the data.
 */
export function sharedData(name: string): string | undefined {
  const path = nodeModule('node:path').join(sharedPath('data'), name)
  const absent = requireOrSkip('data', nodeModule('node:fs').existsSync(path), `${path} is not there (set SNN_DATA)`)
  return absent ? undefined : path
}

/**
 * Whether tests that need `name` are to be skipped because it is not `present`.
 *
 * Prints `reason` if so. Throws instead where the environment variable SNN_REQUIRE (a comma list) names it.
 */
export function requireOrSkip(name: string, present: boolean, reason: string): boolean {
  if (present) return false
  const required = (process.env['SNN_REQUIRE'] ?? '').split(',').map((entry) => entry.trim())
  if (required.includes(name)) throw new Error(`SNN_REQUIRE names ${name}, but ${reason}`)
  console.info(`skipped, ${name}: ${reason}`)
  return true
}
