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
const unpublished = ['packages', 'apps']
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name, 'package.json')))
  .filter(existsSync)
  .map((file) => JSON.parse(readFileSync(file, 'utf8')))
  .filter((manifest) => manifest.private)
  .map(({ name }) => name)
const filters = ['snn', ...unpublished].flatMap((name) => ['--filter', `!${name}`])
const packed = await pnpm(['--recursive', ...filters, 'pack', '--pack-destination', folder], { log: 'pack' })
if (packed.code !== 0) fail('Packing failed.', packed.output)

const wrong = []
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
