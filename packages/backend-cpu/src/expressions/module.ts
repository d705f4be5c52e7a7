/** Bytes of WebAssembly, in the order in which they are to stand. */
export type Code = readonly number[]

/** The value types that our functions use, by the names of the specification. */
export type ValueType = 'i32' | 'f32' | 'v128'

const TYPE_BYTE: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b }

/** One function of a module. `locals` follow the parameters in the numbering. */
export interface FunctionCode {
  readonly parameters: readonly ValueType[]
  readonly results: readonly ValueType[]
  readonly locals: readonly ValueType[]
  readonly body: Code
  /** The name under which it is exported. */
  readonly export?: string
}

/** An unsigned number in LEB128. */
export function unsigned(value: number): Code {
  const bytes: number[] = []
  let rest = value
  do {
    const byte = rest % 128
    rest = Math.floor(rest / 128)
    bytes.push(rest > 0 ? byte | 0x80 : byte)
  } while (rest > 0)
  return bytes
}

/** A signed 32-bit number in LEB128. */
export function signed(value: number): Code {
  const bytes: number[] = []
  let rest = value
  for (;;) {
    const byte = rest & 0x7f
    rest >>= 7
    const done = (rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0)
    bytes.push(done ? byte : byte | 0x80)
    if (done) return bytes
  }
}

/** The largest memory that 32-bit addresses reach, in pages. */
const MOST_PAGES = 65_536

/** A module of these functions over an imported memory `env.memory`; a function may call any other by its place. */
export function assemble(functions: readonly FunctionCode[], shared: boolean): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, results }) => [
    0x60,
    ...vector(parameters.map(typeByte)),
    ...vector(results.map(typeByte)),
  ])
  const memory = [
    ...name('env'),
    ...name('memory'),
    0x02,
    shared ? 0x03 : 0x01,
    ...unsigned(0),
    ...unsigned(MOST_PAGES),
  ]
  const exported = functions.flatMap((one, index) =>
    one.export === undefined ? [] : [[...name(one.export), 0x00, ...unsigned(index)]],
  )
  const bodies = functions.map(({ locals, body }) => {
    const code = [...vector(locals.map((type) => [1, TYPE_BYTE[type]])), ...body, 0x0b]
    return [...unsigned(code.length), ...code]
  })
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector([memory])),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(7, vector(exported)),
    ...section(10, vector(bodies)),
  ])
}

function typeByte(type: ValueType): Code {
  return [TYPE_BYTE[type]]
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()]
}

function name(text: string): Code {
  return vector([...new TextEncoder().encode(text)].map((byte) => [byte]))
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content]
}
