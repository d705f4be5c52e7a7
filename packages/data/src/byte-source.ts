import { FormatError } from '@snn/core'

/** A file that is read piece by piece, at any place: bytes in memory, a Blob or File of a page, a file in Node. @public */
export interface ByteSource {
  /** Name of the file, for errors. */
  readonly file?: string | undefined
  /** Bytes in all. */
  readonly size: number
  /** `false` promises that `read` never returns a promise. */
  readonly waits: boolean
  /** Bytes `from` to `to - 1`. They last until the next call, where it may use their memory again. */
  read(from: number, to: number): Uint8Array | Promise<Uint8Array>
  /** Gives back what the source holds. */
  close?(): void
}

/** Bytes in memory, or a Blob or File, as a {@link ByteSource}. @public */
export function byteSource(input: Uint8Array | ArrayBuffer | Blob, file?: string): ByteSource {
  if (input instanceof Blob) {
    return {
      file: file ?? (input as Partial<File>).name,
      size: input.size,
      waits: true,
      read: async (from, to) => new Uint8Array(await input.slice(from, to).arrayBuffer()),
    }
  }
  const bytes = input instanceof Uint8Array ? input : new Uint8Array(input)
  return { file, size: bytes.length, waits: false, read: (from, to) => bytes.subarray(from, to) }
}

/** Makes errors that name a file and the byte where it is wrong. */
export function formatErrors(file: string | undefined, kind: string): (what: string, offset: number) => FormatError {
  return (what, offset) =>
    new FormatError({
      what: `${file ?? kind} ${what} (byte ${offset})`,
      file,
      offset,
      fix: 'Get or make the file again.',
    })
}
