interface NodeModules {
  'node:fs': typeof import('node:fs')
  'node:path': typeof import('node:path')
  'node:url': typeof import('node:url')
}

/** A module of Node, asked for where it is used: a page can import this package as long as it does not touch files. */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] {
  return process.getBuiltinModule(name)
}
