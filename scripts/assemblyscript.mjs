/** Kernels in AssemblyScript: small modules without a runtime, on a memory that the host makes. */

const COMMON = ['--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd']

/**
 * Compiles by `assemblyscript/asc` the module `name` of sources that are at hand, by their names, to `name.wasm`.
 * @returns every file that was made: the module, and what further flags ask for.
 */
export async function compile({ default: asc }, name, sources, flags) {
  const files = new Map()
  const { error, stderr } = await asc.main([`${name}.ts`, '--outFile', `${name}.wasm`, ...COMMON, ...flags], {
    readFile: (file) => sources.get(file.replaceAll('\\', '/')) ?? null,
    writeFile: (file, contents) => void files.set(file, contents),
    listFiles: () => [],
  })
  if (error) throw new Error(`${stderr.toString()}\n${error.message}`)
  return files
}
