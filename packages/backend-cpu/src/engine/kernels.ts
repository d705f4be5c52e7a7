import { BackendError } from '@snn/core'
import { kernels, sharedFlag } from '../generated/kernels.js'

const compiled = new Map<boolean, Promise<WebAssembly.Module>>()

/**
 * The compiled kernels, for a memory of their own or a shared one: the same code, but for one byte in the import.
 * @throws BackendError when the platform refuses them.
 */
export function kernelsModule(shared: boolean): Promise<WebAssembly.Module> {
  const found = compiled.get(shared)
  if (found !== undefined) return found
  const module = compile(shared).catch((cause: unknown) => {
    compiled.delete(shared)
    throw new BackendError({
      what: `the kernels of the CPU backend were refused: ${String(cause)}`,
      fix: "It needs WebAssembly SIMD, which browsers and Node have had since 2021, and in a page with a content security policy script-src 'wasm-unsafe-eval'.",
      cause,
    })
  })
  compiled.set(shared, module)
  return module
}

async function compile(shared: boolean): Promise<WebAssembly.Module> {
  const packed = Uint8Array.from(atob(kernels), (character) => character.charCodeAt(0))
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const bytes = new Uint8Array(await new Response(unpacked).arrayBuffer())
  if (shared) bytes[sharedFlag] = 3
  return WebAssembly.compile(bytes)
}
