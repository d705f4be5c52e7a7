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
  const text = atob(kernels)
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
  if (shared) bytes[sharedFlag] = 3
  const module = WebAssembly.compile(bytes).catch((cause: unknown) => {
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
