import type { ByteReader } from '../byte-reader.js'
import { npyTypes, type NpyType } from './npy-types.js'

/** One column of a NumPy file: the only one, or a field of a structured type. */
export interface NpyField {
  /** Empty where the elements are plain numbers. */
  readonly name: string
  readonly type: NpyType
  readonly little: boolean
  /** Bytes from the start of an element. */
  readonly at: number
}

/** What the header of a NumPy file says. */
export interface NpyHeader {
  readonly fields: readonly NpyField[]
  /** Of one element with all its fields. */
  readonly elementBytes: number
  readonly shape: readonly number[]
  readonly columnsFirst: boolean
  /** Number of elements. */
  readonly count: number
}

export const MAGIC = [0x93, ...new TextEncoder().encode('NUMPY')]

/** A longer header is not believed. */
const LONGEST = 1 << 16

/** Whether bytes begin like a NumPy array file. */
export function isNpy(head: Uint8Array): boolean {
  return head.length >= MAGIC.length && MAGIC.every((byte, k) => head[k] === byte)
}

/** Reads the header (versions 1 to 3 of numpy.lib.format) and stops at the first element. */
export async function readNpyHeader(reader: ByteReader): Promise<NpyHeader> {
  const head = await reader.peek(12)
  if (!isNpy(head)) throw reader.error('does not begin like a NumPy file')
  const version = head[6] ?? 0
  if (version < 1 || version > 3) throw reader.error(`is of version ${version}, expected 1 to 3`, 6)
  const sizeBytes = version === 1 ? 2 : 4
  const start = await reader.take(8 + sizeBytes)
  const view = new DataView(start.buffer, start.byteOffset)
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (length > LONGEST) throw reader.error(`announces a header of ${length} bytes, more than ${LONGEST}`, 8)
  const at = reader.offset
  const text = new TextDecoder().decode(await reader.take(length))
  const { descr, fortran_order: columnsFirst, shape } = literal(text) as Record<string, unknown>
  const whole = (size: unknown): boolean => typeof size === 'number' && Number.isSafeInteger(size) && size >= 0
  if (!Array.isArray(shape) || !shape.every(whole) || typeof columnsFirst !== 'boolean') {
    throw reader.error(`has no right header: ${text.trim()}`, at)
  }
  const { fields, bytes } = fieldsOf(descr) ?? {}
  if (!fields || !bytes) {
    throw reader.error(
      `holds ${JSON.stringify(descr)}, expected booleans, integers or floats, or fields of them`,
      at,
      'Convert it: array.astype(…) of one of them.',
    )
  }
  const count = (shape as number[]).reduce((a, b) => a * b, 1)
  if (!Number.isSafeInteger(count * bytes)) throw reader.error(`announces the shape [${shape.join(', ')}]`, at)
  return { fields, elementBytes: bytes, shape: shape as number[], columnsFirst, count }
}

/** The header is a Python dictionary of strings, numbers, booleans, lists and tuples; {} where it is not. */
function literal(text: string): unknown {
  const json = text
    .replaceAll("'", '"')
    .replaceAll('(', '[')
    .replaceAll(')', ']')
    .replaceAll('True', 'true')
    .replaceAll('False', 'false')
    .replaceAll(/,\s*(?=[\]}])/g, '')
  try {
    return JSON.parse(json) ?? {}
  } catch {
    return {}
  }
}

function fieldsOf(descr: unknown): { readonly fields: readonly NpyField[]; readonly bytes: number } | undefined {
  const list: unknown[] = Array.isArray(descr) ? descr : [['', descr]]
  const fields: NpyField[] = []
  let at = 0
  for (const entry of list) {
    const [name, kind, shape] = Array.isArray(entry) ? (entry as unknown[]) : []
    if (typeof name !== 'string' || typeof kind !== 'string' || shape !== undefined) return undefined
    const padding = /^\|V(\d+)$/.exec(kind)
    const type = /^[<>|=]/.test(kind) && Object.hasOwn(npyTypes, kind.slice(1)) ? npyTypes[kind.slice(1)] : undefined
    if (padding) at += Number(padding[1])
    else if (type) {
      fields.push({ name, type, little: !kind.startsWith('>'), at })
      at += type.bytes
    } else return undefined
  }
  return fields.length > 0 ? { fields, bytes: at } : undefined
}
