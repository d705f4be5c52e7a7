import { byteReader } from '../byte-reader.js'
import { readBytes, type ByteInput } from '../gunzip.js'
import type { NumberArray } from './npy-types.js'
import { readNpyFields, writeNpy, type NpyArray, type ReadNpyOptions } from './npy.js'
import { writeZip } from './write-zip.js'
import { readZip } from './zip.js'

/**
 * The arrays of an .npz file by name, as {@link readNpy} gives them, compressed or not; one of a structured type comes field by
 * field as `name.field`. A FormatError with the offset when the file is damaged, truncated, or holds more than `limit` bytes.
 * @public
 */
export async function readNpz(input: ByteInput, options: ReadNpyOptions = {}): Promise<Record<string, NpyArray>> {
  const { file, limit = 2 ** 31 } = options
  const arrays: [name: string, array: NpyArray][] = []
  for await (const { path, bytes } of readZip(await readBytes(input, { file, limit }), limit, file)) {
    if (!path.endsWith('.npy')) continue
    const name = path.slice(0, -'.npy'.length)
    const fields = await readNpyFields(byteReader(bytes, `${path} of ${file ?? 'the archive'}`))
    for (const [field, array] of Object.entries(fields)) arrays.push([field === '' ? name : `${name}.${field}`, array])
  }
  return Object.fromEntries(arrays)
}

/**
 * An .npz file of arrays by name, as `numpy.savez` writes it: `writeNpz({ t: events.t, x: events.x, y: events.y, p: events.p })`.
 * @throws ArgumentError or ShapeError for what is no sound view, a FormatError above 4 GiB.
 * @public
 */
export function writeNpz(arrays: Readonly<Record<string, NumberArray | NpyArray>>): Uint8Array {
  return writeZip(Object.entries(arrays).map(([name, array]) => ({ path: `${name}.npy`, bytes: writeNpy(array) })))
}
