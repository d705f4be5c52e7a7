import type * as FileSystem from 'node:fs/promises'
import type * as Os from 'node:os'
import type * as Path from 'node:path'
import { UnsupportedError } from '@snn/core'

/** What a folder store needs of Node. */
export interface NodeModules {
  readonly fs: typeof FileSystem
  readonly path: typeof Path
  readonly os: typeof Os
}

/**
 * Node's modules, asked of the running process, so that no bundler has to resolve them and a page can load this package.
 * @throws UnsupportedError outside Node.
 */
export function nodeModules(): NodeModules {
  const builtin = globalThis.process?.getBuiltinModule
  if (builtin === undefined)
    throw new UnsupportedError({
      what: 'folder(path) needs Node 22.3 or later',
      fix: 'In a page, keep runs in opfs(name) or memory().',
    })
  return { fs: builtin('node:fs/promises'), path: builtin('node:path'), os: builtin('node:os') }
}
