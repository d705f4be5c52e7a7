import type { ByteReader } from '../byte-reader.js'
import type { Sensor } from '../events.js'

/** The text at the start of Prophesee's files: lines of `% key value`. */
export interface PercentHeader {
  /** Keys in lower case. */
  readonly fields: ReadonlyMap<string, string>
  /** In bytes. */
  readonly length: number
}

/** A longer header is not believed. */
const LONGEST = 1 << 14

/** The header at the start of some bytes; empty where there is none. */
export function percentHeader(head: Uint8Array): PercentHeader {
  const fields = new Map<string, string>()
  let length = 0
  while (head[length] === 0x25 && head[length + 1] === 0x20) {
    const end = head.indexOf(0x0a, length)
    if (end < 0 || end >= LONGEST) break
    const line = new TextDecoder().decode(head.subarray(length + 2, end)).trim()
    length = end + 1
    const [key = '', ...words] = line.split(' ')
    fields.set(key.toLowerCase(), words.join(' '))
    if (line === 'end') break
  }
  return { fields, length }
}

/** Reads the header of a file and stops after it. */
export async function readPercentHeader(file: ByteReader): Promise<PercentHeader['fields']> {
  const { fields, length } = percentHeader(await file.peek(LONGEST))
  file.skip(length)
  return fields
}

/** Sensors of cameras that say their kind but not their size. */
const kinds: readonly (readonly [kind: RegExp, width: number, height: number])[] = [
  [/gen3/i, 640, 480],
  [/gen4|imx636/i, 1280, 720],
  [/genx320/i, 320, 320],
]

/** The sensor that a header names: by width and height, or by the kind of camera. */
export function sensorOf(fields: PercentHeader['fields']): Sensor | undefined {
  const format = fields.get('format') ?? ''
  const named = (name: string): number => Number(fields.get(name) ?? new RegExp(`${name}=(\\d+)`).exec(format)?.[1])
  const [width, height] = fields.get('geometry')?.split('x').map(Number) ?? [named('width'), named('height')]
  if (isSize(width) && isSize(height)) return { width, height, polarities: 2 }
  const camera = [fields.get('plugin_name'), fields.get('sensor_name')].join(' ')
  const kind = kinds.find(([pattern]) => pattern.test(camera))
  return kind && { width: kind[1], height: kind[2], polarities: 2 }
}

/** Addresses of these formats have 14 bits at most. */
function isSize(size: number | undefined): size is number {
  return size !== undefined && Number.isInteger(size) && size > 0 && size <= 1 << 14
}
