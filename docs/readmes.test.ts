import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'

const execute = promisify(execFile)
const root = join(import.meta.dirname, '..')
/** Within the repository, so that packages are found by name. */
const place = join(root, '.cache', 'readmes')

interface Package {
  readonly name: string
  /** Not published: its README is not read on its own. */
  readonly private?: boolean
  readonly bin?: Readonly<Record<string, string>>
}

const libraries = ['packages', 'apps']
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)))
  .filter((folder) => existsSync(join(folder, 'package.json')))
  .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package }))
  .filter(({ manifest }) => manifest.private !== true && manifest.bin === undefined)

/** The programs of each README: all that stands in blocks of TypeScript. */
const readmes = [
  { name: 'the repository', folder: root },
  ...libraries.map((one) => ({ ...one, name: one.manifest.name })),
].map(({ name, folder }) => {
  const text = readFileSync(join(folder, 'README.md'), 'utf8')
  const programs = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, program]) => program!)
  return { name, programs, files: programs.map((_, k) => `${basename(folder)}-${k}.ts`) }
})

beforeAll(() => {
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'package.json'), JSON.stringify({ type: 'module' }))
  const compilerOptions = {
    types: ['node'],
    typeRoots: [join(root, 'node_modules', '@types')],
    noEmit: true,
    composite: false,
  }
  writeFileSync(
    join(place, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions }),
  )
  for (const { programs, files } of readmes)
    for (const [k, program] of programs.entries()) writeFileSync(join(place, files[k]!), program)
})

it('programs of the READMEs have no errors of types', async () => {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { stdout } = await execute(process.execPath, [tsc, '-p', place]).catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
})

describe.each(readmes)('the README of $name', ({ files }) => {
  it('has programs, and each of them runs to its end', async () => {
    expect(files).not.toEqual([])
    for (const file of files) {
      const { stdout } = await execute(process.execPath, [file], { cwd: place })
      expect(stdout, file).not.toBe('')
    }
  })
})
