import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where downloads are kept: `SNN_CACHE`, or the platform's cache folder. @public */
export function cacheFolder(name: string): string {
  const { SNN_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  const base = SNN_CACHE ?? join(XDG_CACHE_HOME ?? LOCALAPPDATA ?? join(homedir(), '.cache'), 'snn')
  return join(base, name)
}
