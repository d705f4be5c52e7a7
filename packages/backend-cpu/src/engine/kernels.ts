import { kernels, sharedFlag } from '../generated/kernels.js'

const compiled = new Map<boolean, Promise<WebAssembly.Module>>()

/** The compiled kernels, for a memory of their own or a shared one: the same code, but for one byte in the import. */
export function kernelsModule(shared: boolean): Promise<WebAssembly.Module> {
  const found = compiled.get(shared)
  if (found !== undefined) return found
  const text = atob(kernels)
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
  if (shared) bytes[sharedFlag] = 3
  const module = WebAssembly.compile(bytes)
  compiled.set(shared, module)
  return module
}
