// What every root command stands on: it runs on the system's Node (20 or newer) before anything is installed,
// installs and builds the part of the workspace that the command needs, and runs programs under Node 24 from npm.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const cache = join(root, '.cache')
const bin = join(root, 'node_modules', '.bin')
const windows = process.platform === 'win32'
const node24 = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')

/** The parts that commands set up: what the command line needs, or everything. */
const parts = {
  cli: { install: ['--filter', 'snn', '--filter', '@snn/cli...'], build: ['--filter=@snn/cli...'] },
  all: { install: [], build: [] },
}

export const say = (text) => process.stderr.write(text + '\n')

/** Ends the process with a message for people: what happened, then what to do. */
export function fail(...lines) {
  say(lines.join('\n  '))
  process.exit(1)
}

/** Installs the packages of a part (`cli` or `all`), unless that has been done for this lockfile. */
export async function setUp(part) {
  const oldNode = Number(process.versions.node.split('.')[0]) < 20
  if (oldNode)
    fail(
      `snn needs Node 20 or newer to set itself up; this is ${process.version}.`,
      'Install a current Node from https://nodejs.org, then try again.',
    )

  const stampFile = join(root, 'node_modules', '.snn-installed.json')
  const lock = createHash('sha256')
    .update(process.platform + process.arch)
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .update(readFileSync(join(root, 'pnpm-workspace.yaml')))
    .digest('hex')
  const done = readStamp(stampFile)
  if (done.lock === lock && (done.part === part || done.part === 'all') && existsSync(node24)) return

  say('Installing packages (once; well under a minute on a usual connection) …')
  const started = Date.now()
  const result = await pnpm(['install', '--frozen-lockfile', '--reporter', 'append-only', ...parts[part].install], {
    log: 'install',
  })
  if (result.code !== 0) fail(...explainInstall(result))
  if (!existsSync(node24)) {
    fail(
      'The npm package "node" was installed without its program.',
      `Delete the folder node_modules and try again; the log is ${result.log}.`,
    )
  }
  writeFileSync(stampFile, JSON.stringify({ lock, part }))
  say(`Installed in ${seconds(started)} s.`)
}

/** Builds the packages of a part; what has not changed comes from turbo's cache. */
export async function build(part, { quiet = true, force = false } = {}) {
  const started = Date.now()
  const args = ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', ...parts[part].build]
  const result = await pnpm([...args, ...(force ? ['--force'] : [])], quiet ? { log: 'build' } : {})
  if (result.code !== 0) {
    if (quiet) say(result.output)
    fail('The build failed; what it said stands above.')
  }
  if (quiet && Date.now() - started > 3000) say(`Built in ${seconds(started)} s.`)
}

/** Runs a JavaScript file under Node 24 and gives its exit code. */
export async function runNode(args, env = {}) {
  return (await run(node24, args, { env })).code
}

/** Runs a command of node_modules/.bin under Node 24 and gives its exit code. */
export async function runTool(name, args, env = {}) {
  return (await run(join(bin, windows ? name + '.cmd' : name), args, { env, shell: windows })).code
}

/** Runs a command in another folder and gives its exit code. */
export async function runIn(cwd, command, args) {
  return (await run(command, args, { cwd, shell: windows })).code
}

/** Runs pnpm in the version that package.json names; with a log name, its output goes to that log instead of the terminal. */
export function pnpm(args, { log } = {}) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return run('npx', ['--yes', packageManager, ...args], { logName: log, shell: windows })
}

export const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1)

function run(command, args, { cwd = root, env = {}, logName, shell = false }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      shell,
      stdio: logName === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: bin + delimiter + process.env.PATH,
        DO_NOT_TRACK: '1',
        TURBO_TELEMETRY_DISABLED: '1',
        npm_config_prefer_offline: 'true',
        npm_config_fetch_retry_mintimeout: '2000',
        npm_config_fetch_retry_maxtimeout: '10000',
        npm_config_update_notifier: 'false',
        ...env,
      },
    })
    let output = ''
    const keep = (chunk) => (output += chunk)
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    // A terminal's Ctrl-C reaches the child too, which ends cleanly in its own time; other signals are handed on.
    const ignore = () => {}
    const handOn = (signal) => child.kill(signal)
    process.on('SIGINT', ignore).on('SIGTERM', handOn).on('SIGHUP', handOn)
    const finish = (code) => {
      process.off('SIGINT', ignore).off('SIGTERM', handOn).off('SIGHUP', handOn)
      const log = logName === undefined ? undefined : join(cache, logName + '.log')
      if (log !== undefined) {
        mkdirSync(cache, { recursive: true })
        writeFileSync(log, output)
      }
      resolve({ code, output, log })
    }
    child.on('error', (error) => {
      output += error.message
      finish(127)
    })
    child.on('close', (code, signal) => finish(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}

function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}

const offline =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|META_FETCH_FAIL|dns error|error sending request|network/i

function explainInstall({ code, output, log }) {
  const last = output.trim().split('\n').slice(-8)
  const more = `The whole output is in ${log}.`
  if (code === 127 && /npx/.test(output))
    return ['npx was not found.', 'It comes with npm: install npm, then try again.']
  if (/OUTDATED_LOCKFILE/.test(output)) {
    return [
      'pnpm-lock.yaml does not fit the package.json files.',
      'Run `npx pnpm@12 install` and commit the lockfile.',
      more,
    ]
  }
  if (/ENOSPC/.test(output))
    return ['The disk is full.', 'The workspace needs about 1 GB; make room, then try again.', more]
  if (/EACCES|EPERM|EROFS/.test(output)) return ['A file could not be written while installing.', ...last, more]
  if (offline.test(output)) {
    return [
      'The package registry could not be reached, and the first run needs it.',
      output.split('\n').find((line) => offline.test(line)),
      'Check the network (and `npm config get registry`, `npm config get proxy`), then try again.',
      more,
    ]
  }
  return ['Installing packages failed.', ...last, more]
}
