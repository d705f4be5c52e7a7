import { FormatError } from '@snn/core'

/** Bytes from memory, a Blob or File, or a stream (`response.body`). @public */
export type ByteInput = Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

const PIECE = 1 << 16

/** Whether bytes begin with gzip's magic number. */
export function isGzip(head: Uint8Array): boolean {
  return head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b
}

/** Any input as a sequence of pieces of at most a few hundred KB. */
export async function* pieces(input: ByteInput): AsyncGenerator<Uint8Array> {
  if (input instanceof ArrayBuffer) yield* pieces(new Uint8Array(input))
  else if (input instanceof Uint8Array) {
    for (let at = 0; at < input.length; at += PIECE) yield input.subarray(at, at + PIECE)
  } else if (input instanceof Blob) {
    yield* pieces(input.stream())
  } else if (Symbol.asyncIterator in input) {
    yield* input
  } else {
    const reader = (input as ReadableStream<Uint8Array>).getReader()
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
    } finally {
      await reader.cancel().catch(() => undefined)
    }
  }
}

/**
 * The pieces of an input, decompressed where they begin as gzip does. Only what the reader asks for is decompressed, so
 * memory stays bounded. A damaged or truncated file is a FormatError whose offset counts compressed bytes.
 */
export async function* inflated(input: ByteInput, file?: string): AsyncGenerator<Uint8Array> {
  const source = pieces(input)
  let first = new Uint8Array(0)
  while (first.length < 2) {
    const next = await source.next()
    if (next.done === true) break
    first = first.length === 0 ? new Uint8Array(next.value) : joined([first, next.value])
  }
  if (!isGzip(first)) {
    if (first.length > 0) yield first
    yield* source
    return
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield first
    yield* source
  }
  yield* decompressed(whole(), 'gzip', (fed, cause) => {
    return new FormatError({
      what: `${file ?? 'a gzip file'} is damaged or ends too early: it cannot be decompressed to its end (byte ${fed})`,
      file,
      offset: fed,
      fix: 'Get the file again.',
      cause,
    })
  })
}

/** Compressed pieces, decompressed only as far as they are asked for. `broken` makes the error after so many compressed bytes. */
export async function* decompressed(
  source: AsyncGenerator<Uint8Array>,
  format: CompressionFormat,
  broken: (fed: number, cause: unknown) => Error,
): AsyncGenerator<Uint8Array> {
  let fed = 0
  const compressed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller): Promise<void> {
      const next = await source.next()
      if (next.done === true) return controller.close()
      fed += next.value.length
      controller.enqueue(next.value as Uint8Array<ArrayBuffer>)
    },
    async cancel(): Promise<void> {
      await source.return(undefined)
    },
  })
  const reader = compressed.pipeThrough(new DecompressionStream(format)).getReader()
  try {
    for (;;) {
      const next = await reader.read().catch((cause: unknown) => {
        throw broken(fed, cause)
      })
      if (next.done) return
      yield next.value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** Pieces as one array. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/**
 * All bytes of an input, decompressed where they begin as gzip does; more than `limit` bytes is a FormatError.
 * @public
 */
export async function readBytes(
  input: ByteInput,
  { limit = 2 ** 31, file }: { readonly limit?: number | undefined; readonly file?: string | undefined } = {},
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of inflated(input, file)) {
    length += part.length
    if (length > limit) {
      throw new FormatError({
        what: `${file ?? 'the file'} holds more than ${limit} bytes when decompressed`,
        file,
        offset: limit,
      })
    }
    parts.push(part)
  }
  return joined(parts)
}
