/**
 * The records by which the host and the kernels speak: classes of kernels/records.ts, whose fields lie in memory in the order in which they
 * are written. The host gets the place of each as a constant, and the numbers that both must know, so that the two cannot disagree.
 */

const sizes = { bool: 1, u8: 1, u16: 2, u32: 4, i32: 4, f32: 4, usize: 4, u64: 8, f64: 8 }

/**
 * @param {string} source text of kernels/records.ts
 * @returns {Map<string, string>} TypeScript modules by file name: one a record, so that bundlers can shorten the names of its fields, and
 * `limits.ts` with the numbers.
 */
export function recordModules(source) {
  const modules = new Map()
  const ends = new Map()
  const head = '// Made by build/build.mjs from kernels/records.ts'
  const limits = [...source.matchAll(/(\/\*\*(?:(?!\*\/)[^])*\*\/\n)?export const (\w+): u32 = (\d+)\n/g)].map(
    ([, documentation, name, value]) => `${documentation ?? ''}export const ${name} = ${value}\n`,
  )
  modules.set('limits.ts', [`${head}.\n`, ...limits].join('\n'))
  for (const [, documentation, name, base, body] of source.matchAll(
    /(\/\*\*(?:(?!\*\/)[^])*\*\/\n)?@unmanaged\nexport class (\w+)(?: extends (\w+))? \{([^}]*)\}/g,
  )) {
    let bytes = base ? 4 * ends.get(base) : 0
    const lines = [`${head}: places of fields in 4-byte words, and the size in words.`, '', documentation ?? '']
    if (base) lines.push(`export * from './${fileName(base)}.js'`)
    for (const [, field, type] of body.replace(/\/\*\*[^]*?\*\//g, '').matchAll(/^\s*(\w+): (\w+)/gm)) {
      const size = sizes[type]
      if (!size || size < 4)
        throw new Error(
          `kernels/records.ts: ${name}.${field} has type ${type}; known are u32, i32, f32, usize, u64 and f64`,
        )
      bytes = Math.ceil(bytes / size) * size
      lines.push(`export const ${field} = ${bytes / 4}`)
      bytes += size
    }
    ends.set(name, Math.ceil(bytes / 4))
    lines.push(`export const WORDS = ${Math.ceil(bytes / 4)}`, '')
    modules.set(`${fileName(name)}.ts`, lines.join('\n'))
  }
  return modules
}

/** `LayerForward` lies in layer-forward. */
function fileName(record) {
  return record.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase()
}
