import { DataError } from '@snn/core'

/** The file beside the package's `src` and `dist`, read from disk in Node and fetched elsewhere. */
export async function embeddedBytes(): Promise<Uint8Array> {
  const url = new URL('../fashion-mnist-sample.bin.gz', import.meta.url)
  if (url.protocol === 'file:') {
    const { readFile } = await nodeFiles()
    return readFile(url)
  }
  const response = await fetch(url)
  if (response.ok) return new Uint8Array(await response.arrayBuffer())
  throw new DataError({
    what: `the embedded images cannot be fetched from ${url.href}: status ${response.status}`,
    fix: 'Serve fashion-mnist-sample.bin.gz beside the folder of this module.',
  })
}

/** Node's file system without an import, which a bundler for browsers would try to resolve. */
async function nodeFiles(): Promise<typeof import('node:fs/promises')> {
  const files = globalThis.process?.getBuiltinModule?.('node:fs/promises')
  if (files !== undefined) return files
  throw new DataError({ what: 'files can be read by Node 22.3 and newer alone', fix: 'Serve the page over HTTP.' })
}
