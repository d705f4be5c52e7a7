import { numberLanes, type TwoForms } from './subgroups.js'

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
  /** Operands that all lanes of a workgroup read at the same place. */
  readonly broadcast?: readonly string[]
  readonly numbers: Readonly<Record<string, 'u32' | 'f32'>>
  /** Functions and workgroup memory that `main` uses. */
  readonly pieces?: readonly (string | TwoForms)[]
  /**
   * The body of the main function, which has `lane` (not always `local_invocation_index`), the workgroup's place `group` in `groups`, `item`, which counts the
   * workgroups along x and y, and `index`, which counts their lanes.
   */
  readonly main: string
}

/** Where the operands of a call lie: for each a buffer, since no buffer may be bound twice when it is written. */
export interface Binding {
  readonly places: readonly number[]
  /** One use per buffer. */
  readonly uses: readonly Use[]
  /** Bindings per buffer: one that is larger than the device binds is bound piece by piece. */
  readonly windows: readonly number[]
}

export interface ModuleForm {
  /** Whether it says what it reads and writes. */
  readonly counted: boolean
  /** Words of a window, of a buffer that has several. */
  readonly window: number
  /** Whether the device has subgroups. */
  readonly subgroups: boolean
}

/** The whole WGSL module of a kernel. Nothing happens while `gate` is not zero. */
export function moduleText(kernel: Kernel, binding: Binding, { counted, window, subgroups }: ModuleForm): string {
  const { places, windows } = binding
  const names = Object.keys(kernel.operands)
  const numbers = Object.entries(kernel.numbers)
  const pieces = kernel.pieces ?? []
  const inSubgroups = subgroups && pieces.some((piece) => typeof piece !== 'string')
  return `
${inSubgroups ? 'enable subgroups;' : ''}
struct Arguments {
${[...numbers.map(([name, type]) => `  ${name}: ${type},`), ...names.map((name) => `  ${name}At: u32,`)].join('\n')}
  tallyAt: u32,
}
@group(0) @binding(0) var<uniform> gate: vec4u;
@group(0) @binding(1) var<uniform> args: Arguments;
${bindingsOf(binding)
  .map(({ name, use }, at) => {
    const [access, word] = [use === 'read' ? 'read' : 'read_write', use === 'count' ? 'atomic<u32>' : 'u32']
    return `@group(1) @binding(${at}) var<storage, ${access}> ${name}: array<${word}>;`
  })
  .join('\n')}
${counted ? tally : ''}
${names.map((name, k) => accessors(kernel, name, inWindows(places[k]!, windows[places[k]!]!, window), counted)).join('')}
${inSubgroups ? numberLanes : ''}
${pieces.map((piece) => (typeof piece === 'string' ? piece : piece[inSubgroups ? 'subgroups' : 'plain'])).join('\n')}
fn body(group: vec3u, groups: vec3u, lane: u32, item: u32, index: u32) {
${kernel.main}
}
@compute @workgroup_size(${kernel.lanes})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) invocation: u32,
) {
  if (any(gate != vec4u(0u))) { return; }
  let lane = ${inSubgroups ? 'numberLane()' : 'invocation'};
  let item = group.y * groups.x + group.x;
  ${counted ? 'tallyLane = lane;' : ''}
  body(group, groups, lane, item, item * ${kernel.lanes}u + lane);
  ${counted ? 'tallyUp();' : ''}
}
`
}

/** What is bound, window by window. */
export function bindingsOf({ uses, windows }: Binding): { readonly name: string; readonly use: Use }[] {
  return uses.flatMap((use, k) => Array.from({ length: windows[k]! }, (_, w) => ({ name: `words${k}_${w}`, use })))
}

/** Something done with the word `at` of a buffer, in the window where it lies. It must return. */
function inWindows(buffer: number, windows: number, size: number): (work: (word: string) => string) => string {
  return (work) =>
    Array.from({ length: windows }, (_, w) => {
      const there = work(`words${buffer}_${w}[${w > 0 ? `at - ${w * size}u` : 'at'}]`)
      return w === windows - 1 ? there : `if (at < ${(w + 1) * size}u) { ${there} }`
    }).join(' ')
}

/** Counts of words, kept by each lane until it ends. */
const tally = `
@group(2) @binding(0) var<storage, read_write> tally: array<atomic<u32>>;
var<private> tallyLane = 0u;
var<private> wordsRead = 0u;
var<private> wordsWritten = 0u;
fn addTally(at: u32, n: u32) {
  let before = atomicAdd(&tally[args.tallyAt + at], n);
  if (before + n < before) { atomicAdd(&tally[args.tallyAt + at + 1u], 1u); }
}
fn tallyUp() {
  addTally(0u, wordsRead);
  addTally(2u, wordsWritten);
}
`

function accessors(kernel: Kernel, name: string, there: ReturnType<typeof inWindows>, counted: boolean): string {
  const use = kernel.operands[name]!
  const Name = name[0]!.toUpperCase() + name.slice(1)
  const once = kernel.broadcast?.includes(name) ? 'if (tallyLane == 0u) ' : ''
  const at = `let at = args.${name}At + k; `
  const written = counted ? 'wordsWritten++; ' : ''
  const read = counted ? `${at}${once}{ wordsRead++; } ` : at
  if (use === 'count')
    return `
fn add${Name}(k: u32, n: u32) -> u32 { ${read}${written}${there((word) => `return atomicAdd(&${word}, n);`)} }
fn flip${Name}(k: u32, bits: u32) -> u32 { ${read}${written}${there((word) => `return atomicXor(&${word}, bits);`)} }
`
  const reading = `
fn ${name}Word(k: u32) -> u32 { ${read}${there((word) => `return ${word};`)} }
fn ${name}(k: u32) -> f32 { return bitcast<f32>(${name}Word(k)); }
`
  if (use === 'read') return reading
  return `${reading}fn set${Name}Word(k: u32, x: u32) { ${at}${written}${there((word) => `${word} = x; return;`)} }
fn set${Name}(k: u32, x: f32) { set${Name}Word(k, bitcast<u32>(x)); }
`
}
