import { link, open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { AbortError } from '@snn/core'

/** A lock whose holder has not been heard of for this long is taken over. */
const STALE_MS = 30_000

/**
 * Waits until this process alone holds the lock file, and returns what gives it back. A lock left by a process that
 * has died is taken over. An AbortError when the signal ends the wait.
 */
export async function lockFile(path: string, signal?: AbortSignal): Promise<() => Promise<void>> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), ticket: crypto.randomUUID() })
  while (!(await create(path, mine))) {
    if (signal?.aborted === true)
      throw new AbortError({ what: `waiting for ${path} was aborted`, cause: signal.reason })
    if (!(await takeOver(path))) await sleep(100)
  }
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => undefined)
  }, STALE_MS / 4)
  heartbeat.unref()
  return async () => {
    clearInterval(heartbeat)
    if ((await readFile(path, 'utf8').catch(() => '')) === mine) await unlink(path).catch(() => undefined)
  }
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    await file.writeFile(text).finally(() => file.close())
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Removes a lock whose holder is gone. */
async function takeOver(path: string): Promise<boolean> {
  try {
    const text = await readFile(path, 'utf8')
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs < STALE_MS && holderLives(text)) return false
    const aside = `${path}.${crypto.randomUUID()}`
    await rename(path, aside)
    const taken = await readFile(aside, 'utf8')
    if (taken !== text) await link(aside, path).catch(() => undefined)
    await unlink(aside)
    return taken === text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
}

function holderLives(text: string): boolean {
  try {
    const { pid, host } = JSON.parse(text) as { pid: number; host: string }
    if (host !== hostname()) return true
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
