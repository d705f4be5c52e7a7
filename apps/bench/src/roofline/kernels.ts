import { UnsupportedError } from '@snn/core'

/** Plain loops over a memory of their own, in 128-bit Wasm like the kernels of the CPU backend, and by the same compiler. */
export interface PlainKernels {
  readonly memory: WebAssembly.Memory
  /** y += a·x over so many bytes, a multiple of 64, again and again. */
  axpy(y: number, x: number, bytes: number, a: number, repeats: number): void
  /** Adds rows of 40 columns, named by a list of 16-bit numbers, in registers: what the sweeps do for every spike. */
  addRows(rows: number, list: number, end: number, into: number, repeats: number): void
}

/** Columns of a row of `addRows`. */
export const ROW_COLUMNS = 40

const each = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n')

const source = `
export function axpy(y: usize, x: usize, bytes: usize, a: f32, repeats: i32): void {
  const factor = f32x4.splat(a)
  for (let n = 0; n < repeats; n++) {
    for (let at: usize = 0; at < bytes; at += 64) {
      ${each(4, (v) => `v128.store(y + at, f32x4.add(v128.load(y + at, ${16 * v}), f32x4.mul(factor, v128.load(x + at, ${16 * v}))), ${16 * v})`)}
    }
  }
}

export function addRows(rows: usize, list: usize, end: usize, into: usize, repeats: i32): void {
  ${each(ROW_COLUMNS / 4, (v) => `let v${v} = f32x4.splat(0)`)}
  for (let n = 0; n < repeats; n++) {
    for (let at = list; at < end; at += 2) {
      const row = rows + ${4 * ROW_COLUMNS} * <usize>load<u16>(at)
      ${each(ROW_COLUMNS / 4, (v) => `v${v} = f32x4.add(v${v}, v128.load(row, ${16 * v}))`)}
    }
  }
  ${each(ROW_COLUMNS / 4, (v) => `v128.store(into, v${v}, ${16 * v})`)}
}
`

/**
 * Compiles the kernels.
 * @param pages of 64 KiB that they work on.
 * @throws UnsupportedError when the compiler refuses them.
 */
export async function plainKernels(pages: number): Promise<PlainKernels> {
  const { default: asc } = await import('assemblyscript/asc')
  const files = new Map<string, string | Uint8Array>([['plain.ts', source]])
  const { error, stderr } = await asc.main(
    [
      ...['plain.ts', '--outFile', 'plain.wasm', '--optimizeLevel', '3', '--noAssert', '--runtime', 'stub'],
      ...['--importMemory', '--enable', 'simd', '--use', 'abort='],
    ],
    {
      readFile: (name) => (files.get(name) as string | undefined) ?? null,
      writeFile: (name, contents) => void files.set(name, contents),
      listFiles: () => [],
    },
  )
  if (error)
    throw new UnsupportedError({ what: `the plain kernels do not compile: ${stderr.toString()}`, cause: error })
  const memory = new WebAssembly.Memory({ initial: pages })
  const bytes = files.get('plain.wasm') as Uint8Array<ArrayBuffer>
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } })
  return { memory, ...(instance.exports as unknown as Omit<PlainKernels, 'memory'>) }
}
