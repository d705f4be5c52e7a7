import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, runIn } from './workspace.mjs'

/** Installs packed packages into an empty project, as a user does, and trains there on Node 22 and 24; gives what failed. */
export async function tryPackages(files) {
  const folder = mkdtempSync(join(tmpdir(), 'snn-packages-'))
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'a-user', private: true, type: 'module' }))
    cpSync(join(root, 'scripts', 'pages'), folder, { recursive: true })
    const installed = await runIn(folder, 'npm', ['install', '--no-audit', '--no-fund', '--silent', ...files])
    if (installed !== 0) return ['npm install of all packages']
    const failed = withoutBrowserFile(join(folder, 'node_modules', '@snn'))
    for (const version of [22, 24]) {
      const node = ['--yes', `--package=node@${version}`, '--', 'node']
      if ((await runIn(folder, 'npx', [...node, 'try-installed.js'])) !== 0) failed.push(`training on Node ${version}`)
      const command = join('node_modules', '@snn', 'cli', 'dist', 'main.js')
      if ((await runIn(folder, 'npx', [...node, command, 'backends'])) !== 0) failed.push(`snn on Node ${version}`)
    }
    return failed
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The packages that promise a file for pages and lack it. */
function withoutBrowserFile(folder) {
  return readdirSync(folder)
    .filter((name) => {
      const { jsdelivr } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'))
      return jsdelivr !== undefined && !existsSync(join(folder, name, jsdelivr))
    })
    .map((name) => `@snn/${name} lacks its file for pages`)
}
