import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env['SNN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data')

/**
 * Path of a file of the shared data, or undefined where it is absent and not required.
 * Tests that need it are skipped then: `describe.skipIf(path === undefined)`.
 */
export function sharedData(name: string): string | undefined {
  const path = join(folder, name)
  if (existsSync(path)) return path
  const required = (process.env['SNN_REQUIRE'] ?? '').split(',').map((word) => word.trim())
  if (required.includes('data')) throw new Error(`${path} is required by SNN_REQUIRE and absent`)
  console.warn(`skipped: ${path} is absent`)
  return undefined
}
