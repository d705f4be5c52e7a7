// `npm run packages`: packs every package that is published and checks what a user would install,
// with publint (manifest and files) and are-the-types-wrong (types as each module resolution sees them), then installs
// them all into an empty project and trains there on Node 22 and 24.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { tryPackages } from './try-packages.mjs'
import { build, cache, fail, pnpm, root, runTool, say, setUp } from './workspace.mjs'

await setUp('all')
await build('all')
const folder = join(cache, 'packs')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const packages = ['packages', 'apps']
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)))
  .filter((folder) => existsSync(join(folder, 'package.json')))
  .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
const unpublished = packages.filter((manifest) => manifest.private).map(({ name }) => name)
const wrong = packages.filter((manifest) => !manifest.private).flatMap(({ folder }) => withoutSource(folder))
const filters = ['snn', ...unpublished].flatMap((name) => ['--filter', `!${name}`])
const packed = await pnpm(['--recursive', ...filters, 'pack', '--pack-destination', folder], { log: 'pack' })
if (packed.code !== 0) fail('Packing failed.', packed.output)

const files = readdirSync(folder).map((name) => join(folder, name))
for (const file of files) {
  const name = basename(file)
  if ((await runTool('publint', ['run', file, '--strict'])) !== 0) wrong.push(`publint: ${name}`)
  if ((await runTool('attw', [file, '--profile', 'esm-only', '--no-summary', '--format', 'ascii'])) !== 0) {
    wrong.push(`are-the-types-wrong: ${name}`)
  }
}
wrong.push(...(await tryPackages(files)))
if (wrong.length > 0) fail('Some packages are not as a user needs them; what is wrong stands above.', ...wrong)
say('All packages are as a user needs them.')

/** What was built of files that are no more, which would be packed too. */
function withoutSource(folder) {
  return readdirSync(join(folder, 'dist'), { recursive: true })
    .filter((file) => file.endsWith('.js') && file !== 'browser.js')
    .filter((file) => !existsSync(join(folder, 'src', file.replace(/\.js$/, '.ts'))))
    .map((file) => `${join(folder, 'dist', file)} has no source: delete this dist, and build again`)
}
