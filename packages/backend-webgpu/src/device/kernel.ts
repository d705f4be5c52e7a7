/** How a kernel uses a buffer of 32-bit words: it reads them, writes them as well, or counts in them (atomics). */
export type Use = 'read' | 'write' | 'count'

/**
 * A compute kernel before it is compiled. Its code finds an operand `weight` as functions: `weight(k)` is the k-th float,
 * `weightWord(k)` its bits, `setWeight(k, x)` and `setWeightWord(k, x)` write; one to count in has `addWeight(k, n)`,
 * which returns what was there, and `flipWeight(k, bits)`. Numbers are `args.name`.
 */
export interface Kernel {
  readonly name: string
  /** Lanes of a workgroup. */
  readonly lanes: number
  /** Whether it runs even while a flag is up. */
  readonly always?: true
  readonly operands: Readonly<Record<string, Use>>
  readonly numbers: Readonly<Record<string, 'u32' | 'f32'>>
  /** Functions and workgroup memory that `main` uses. */
  readonly pieces?: readonly string[]
  /**
   * The body of the main function, which has `lane`, the workgroup's place `group` in `groups`, `item`, which counts the
   * workgroups along x and y, and `index`, which counts their lanes.
   */
  readonly main: string
}

/** Where the operands of a call lie: for each a binding, since no buffer may be bound twice when it is written. */
export interface Binding {
  readonly places: readonly number[]
  /** One use per binding. */
  readonly uses: readonly Use[]
}

/** The whole WGSL module of a kernel. Nothing happens while `gate` is not zero. */
export function moduleText(kernel: Kernel, { places, uses }: Binding): string {
  const names = Object.keys(kernel.operands)
  const numbers = Object.entries(kernel.numbers)
  return `
struct Arguments {
${[...numbers.map(([name, type]) => `  ${name}: ${type},`), ...names.map((name) => `  ${name}At: u32,`)].join('\n')}
}
@group(0) @binding(0) var<uniform> gate: vec4u;
@group(0) @binding(1) var<uniform> args: Arguments;
${uses.map((use, k) => `@group(1) @binding(${k}) var<storage, ${use === 'read' ? 'read' : 'read_write'}> words${k}: array<${use === 'count' ? 'atomic<u32>' : 'u32'}>;`).join('\n')}
${names.map((name, k) => accessors(name, kernel.operands[name]!, `words${places[k]}`)).join('')}
${(kernel.pieces ?? []).join('\n')}
@compute @workgroup_size(${kernel.lanes})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  if (any(gate != vec4u(0u))) { return; }
  let item = group.y * groups.x + group.x;
  let index = item * ${kernel.lanes}u + lane;
${kernel.main}
}
`
}

function accessors(name: string, use: Use, words: string): string {
  const Name = name[0]!.toUpperCase() + name.slice(1)
  const at = `${words}[args.${name}At + k]`
  if (use === 'count')
    return `
fn add${Name}(k: u32, n: u32) -> u32 { return atomicAdd(&${at}, n); }
fn flip${Name}(k: u32, bits: u32) -> u32 { return atomicXor(&${at}, bits); }
`
  const reading = `
fn ${name}Word(k: u32) -> u32 { return ${at}; }
fn ${name}(k: u32) -> f32 { return bitcast<f32>(${at}); }
`
  if (use === 'read') return reading
  return `${reading}fn set${Name}Word(k: u32, x: u32) { ${at} = x; }
fn set${Name}(k: u32, x: f32) { ${at} = bitcast<u32>(x); }
`
}
