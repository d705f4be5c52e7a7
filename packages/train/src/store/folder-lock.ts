import { CheckpointError } from '@snn/core'
import type { NodeModules } from './node-modules.js'

/** Who holds a lock. `started` tells apart a process from a later one with the same number. */
interface Holder {
  readonly pid: number
  readonly host: string
  readonly started: string | undefined
  readonly ticket: string
}

/**
 * Takes the lock file at once or rejects. A lock whose process has died is taken over.
 * @returns what gives it back.
 * @throws (rejects) CheckpointError when another process that lives, or one on another machine, holds it.
 */
export async function lockFile(node: NodeModules, file: string, name: string): Promise<() => Promise<void>> {
  const { fs, os } = node
  const me: Holder = {
    pid: process.pid,
    host: os.hostname(),
    started: await startOf(node, process.pid),
    ticket: crypto.randomUUID(),
  }
  const text = JSON.stringify(me)
  for (let attempt = 0; ; attempt++) {
    if (await create(node, file, text)) break
    const found = await fs.readFile(file, 'utf8').catch(() => undefined)
    if (found === undefined) continue
    const holder = parse(found)
    if (attempt > 20 || (holder !== undefined && (await lives(node, holder, me)))) throw inUse(name, file, holder, me)
    await removeIfStill(node, file, found, name)
  }
  return async () => {
    if ((await fs.readFile(file, 'utf8').catch(() => '')) === text) await fs.rm(file, { force: true })
  }
}

/** Puts the lock in place whole; where the file system has no links, as nearly so as it can. */
async function create({ fs }: NodeModules, file: string, text: string): Promise<boolean> {
  const whole = `${file}.${crypto.randomUUID()}.tmp`
  await fs.writeFile(whole, text)
  try {
    await fs.link(whole, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error
      return fs.writeFile(file, text, { flag: 'wx' })
    })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await fs.rm(whole, { force: true })
  }
}

/**
 * Removes a stale lock, under a lock of its own: whoever comes second finds it gone, or another's in its place, and leaves
 * that alone. Nothing is done while somebody else is at it.
 */
async function removeIfStill(node: NodeModules, file: string, found: string, name: string): Promise<void> {
  const done = await lockFile(node, `${file}.stale`, name).catch((error: unknown) => {
    if (error instanceof CheckpointError) return undefined
    throw error
  })
  if (!done) return
  try {
    if ((await node.fs.readFile(file, 'utf8').catch(() => undefined)) === found) await node.fs.rm(file, { force: true })
  } finally {
    await done()
  }
}

async function lives(node: NodeModules, holder: Holder, me: Holder): Promise<boolean> {
  if (holder.host !== me.host) return true
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return holder.started === undefined || holder.started === (await startOf(node, holder.pid))
}

/** When a process began, where the platform tells: boot and clock ticks since. */
async function startOf({ fs }: NodeModules, pid: number): Promise<string | undefined> {
  try {
    const status = await fs.readFile(`/proc/${pid}/stat`, 'utf8')
    const boot = await fs.readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    return `${boot.trim()} ${status.slice(status.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return undefined
  }
}

function parse(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Holder
    return typeof holder.pid === 'number' && typeof holder.host === 'string' ? holder : undefined
  } catch {
    return undefined
  }
}

function inUse(name: string, file: string, holder: Holder | undefined, me: Holder): CheckpointError {
  const who =
    holder === undefined
      ? 'another process'
      : `process ${holder.pid}${holder.host === me.host ? '' : ` on ${holder.host}`}`
  return new CheckpointError({
    what: `the run folder ${name} is in use by ${who}`,
    where: name,
    fix: `Wait for it, or use another folder. If no such process runs any more, delete ${file}.`,
  })
}
