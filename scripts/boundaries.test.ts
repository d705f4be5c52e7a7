import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Which packages of ours each may import. A new package is added here, or the tests refuse it. */
const arrows: Record<string, readonly string[]> = {
  core: [],
  lif: ['core'],
  data: ['core'],
  metrics: ['core'],
  train: ['core', 'lif', 'data', 'metrics'],
  'fashion-mnist': ['core', 'data'],
  'backend-cpu': ['core'],
  'backend-webgpu': ['core'],
  conformance: ['core', 'lif'],
  cli: ['core', 'lif', 'data', 'metrics', 'train', 'fashion-mnist', 'backend-cpu', 'backend-webgpu'],
  bench: ['core', 'lif', 'data', 'metrics', 'train', 'fashion-mnist', 'backend-cpu', 'backend-webgpu', 'cli'],
  playground: ['core', 'lif', 'data', 'train', 'fashion-mnist', 'backend-cpu', 'backend-webgpu', 'bench'],
}

/** What a page may load: these import nothing of Node's up front. */
const forPages = [
  ...['core', 'lif', 'data', 'metrics', 'train', 'fashion-mnist', 'backend-cpu', 'backend-webgpu'].map(
    (name) => `packages/${name}/src/index.ts`,
  ),
  'apps/bench/src/page.ts',
]

interface Manifest {
  name: string
  version: string
  private?: boolean
  type?: string
  license?: string
  sideEffects?: boolean
  engines?: { node?: string }
  files?: string[]
  exports: Record<string, Record<string, string>>
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(root, ...path), 'utf8'))
const folders = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(join(root, parent))
    .filter((name) => existsSync(join(root, parent, name, 'package.json')))
    .map((name) => ({ name, folder: join(parent, name) })),
)

/** What is built and shipped: not the tests, nor what tests share in `src/testing`. */
function sources(folder: string): string[] {
  return readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('testing'))
    .map((file) => join(folder, 'src', file))
}

/** The names of packages that a file imports, types and dynamic imports included. */
function importsOf(file: string): string[] {
  const code = readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  return [...code.matchAll(/(?<!')(?:\bfrom|\bimport)\s*\(?\s*'([^'.\s][^'\n]*)'/g)].map(([, specifier]) => specifier!)
}

const packageOf = (specifier: string): string =>
  specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0]!

const manifests = new Map(folders.map(({ name, folder }) => [name, readJson(folder, 'package.json') as Manifest]))

describe.each(folders)('$folder', ({ name, folder }) => {
  const manifest = manifests.get(name)!
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies }

  it('may import only what the arrows between packages allow', () => {
    expect(Object.keys(arrows), 'add the package to `arrows`').toContain(name)
    const allowed = arrows[name]!.map((other) => `@snn/${other}`)
    expect(Object.keys(declared).filter((key) => key.startsWith('@snn/') && !allowed.includes(key))).toEqual([])
  })

  it('declares every package that its sources import', () => {
    const allowed = [...Object.keys(declared), manifest.name]
    // The suite that backends run is made of vitest's tests.
    if (name === 'conformance') allowed.push('vitest', 'fast-check')
    const undeclared = sources(folder).flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !specifier.startsWith('node:') && !allowed.includes(packageOf(specifier)))
        .map((specifier) => `${file}: ${specifier}`),
    )
    expect(undeclared).toEqual([])
  })

  it('references in tsconfig.json exactly the packages that it depends on', () => {
    const { references = [] } = readJson(folder, 'tsconfig.json') as { references?: { path: string }[] }
    const referenced = references.map(({ path }) => (readJson(folder, path, 'package.json') as Manifest).name)
    expect(referenced.toSorted()).toEqual(
      Object.keys(declared)
        .filter((key) => key.startsWith('@snn/'))
        .toSorted(),
    )
  })

  it('has what every package has', () => {
    expect(manifest).toMatchObject({
      name: `@snn/${name}`,
      version: manifests.get('core')!.version,
      license: expect.stringMatching(/^Apache-2.0( AND MIT)?$/),
      type: 'module',
      sideEffects: false,
      engines: { node: '>=22' },
    })
    expect(manifest.files).toContain('dist')
    expect(readFileSync(join(root, folder, 'README.md'), 'utf8')).toContain(`# @snn/${name}`)
  })

  it('exports types first, and nothing that its sources lack', () => {
    for (const [subpath, conditions] of Object.entries(manifest.exports)) {
      if (subpath === './package.json') continue
      expect(Object.keys(conditions)[0], subpath).toBe('types')
      for (const target of Object.values(conditions)) {
        const source = target.replace(/^\.\/dist\//, 'src/').replace(/(\.d\.ts|\.js)$/, '.ts')
        expect(existsSync(join(root, folder, source)), `${subpath} → ${source}`).toBe(true)
      }
    }
  })
})

describe.each(forPages)('%s', (entry) => {
  it('loads in a page: nothing of Node is imported before it is asked for', async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      packages: 'external',
      logLevel: 'silent',
    })
    const imported = Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
      imports
        .filter(({ kind, path }) => kind === 'import-statement' && path.startsWith('node:'))
        .map(({ path }) => `${file}: ${path}`),
    )
    expect(imported).toEqual([])
  })
})

describe('the workspace', () => {
  it('has a lockfile that names no registry', () => {
    expect(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')).not.toMatch(/tarball:|https?:\/\//)
  })

  it('releases all packages in one version', () => {
    expect((readJson('.changeset', 'config.json') as { fixed: string[][] }).fixed).toEqual([['@snn/*']])
  })
})
