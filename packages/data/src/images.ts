import { DataError, FormatError, ShapeError } from '@snn/core'
import { checkLabels } from './checks.js'
import type { About, Source } from './data-set.js'
import type { ByteInput } from './gunzip.js'
import { readIdx } from './idx.js'

/** Images of one size in one array. @public */
export interface Images<P extends Uint8Array | Float32Array = Uint8Array> extends Source<P> {
  readonly waits: false
  /** [samples, …shape]; bytes 0 to 255, or floats 0 to 1. */
  readonly pixels: P
  get(index: number): P
}

/** What a set of images is made of. @public */
export interface ImagesParts<P extends Uint8Array | Float32Array> extends Partial<About> {
  readonly pixels: P
  /** Of one image: `[28, 28]`. */
  readonly shape: readonly number[]
  readonly labels: ArrayLike<number>
}

/**
 * Images as a source of samples: bytes (0–255) or floats (0–1), [samples, …shape] in C order. `get` gives views, not copies.
 * A ShapeError when pixels and labels do not fit, a DataError for a label outside the classes.
 * @public
 */
export function images<P extends Uint8Array | Float32Array>(parts: ImagesParts<P>): Images<P> {
  const { pixels, shape, labels } = parts
  const size = shape.reduce((a, b) => a * b, 1)
  if (pixels.length !== labels.length * size) {
    throw new ShapeError({
      what: `${labels.length} labels and images of [${shape.join(', ')}] need ${labels.length * size} pixels; got ${pixels.length}`,
      where: 'pixels',
    })
  }
  const classes = parts.classes ?? numbered(labels)
  const set: Images<P> = {
    name: parts.name ?? 'images',
    split: parts.split ?? 'all',
    classes,
    citation: parts.citation,
    license: parts.license,
    partial: parts.partial,
    length: labels.length,
    labels,
    shape,
    pixels,
    waits: false,
    get(index): P {
      if (!(index >= 0 && index < labels.length)) {
        throw new DataError({ what: `there is no image ${index}: ${set.name} has images 0 to ${labels.length - 1}` })
      }
      return pixels.subarray(index * size, (index + 1) * size) as P
    },
  }
  checkLabels(labels, set)
  return set
}

/** Class names `0`, `1`, … up to the largest label. */
export function numbered(labels: ArrayLike<number>): readonly string[] {
  let most = -1
  for (let k = 0; k < labels.length; k++) most = Math.max(most, labels[k]!)
  return Array.from({ length: most + 1 }, (_, k) => String(k))
}

/** What goes with two IDX files. @public */
export interface IdxImagesOptions extends Partial<About> {
  /** Names of the two files, for errors. */
  readonly files?: { readonly images: string; readonly labels: string }
}

/**
 * Images and labels from two IDX files, gzipped or not, of bytes each. A FormatError when either is damaged or not of
 * that kind, a DataError when their numbers differ.
 * @public
 */
export async function imagesFromIdx(
  imagesFile: ByteInput,
  labelsFile: ByteInput,
  options: IdxImagesOptions = {},
): Promise<Images> {
  const names = options.files ?? { images: 'the file of images', labels: 'the file of labels' }
  const [pixels, labels] = await Promise.all([
    readIdx(imagesFile, { file: names.images }),
    readIdx(labelsFile, { file: names.labels }),
  ])
  if (!(pixels.data instanceof Uint8Array) || pixels.shape.length < 2) {
    throw new FormatError({
      what: `${names.images} holds ${kind(pixels)}, expected bytes of 2 or more axes`,
      file: names.images,
      offset: 2,
      fix: 'Give the file of images first, that of labels second.',
    })
  }
  if (!(labels.data instanceof Uint8Array) || labels.shape.length !== 1) {
    throw new FormatError({
      what: `${names.labels} holds ${kind(labels)}, expected bytes of one axis`,
      file: names.labels,
      offset: 2,
      fix: 'Give the file of images first, that of labels second.',
    })
  }
  if (pixels.shape[0] !== labels.shape[0]) {
    throw new DataError({
      what: `${names.images} holds ${pixels.shape[0]} images but ${names.labels} ${labels.shape[0]} labels`,
      fix: 'Give two files of one set.',
    })
  }
  return images({ ...options, pixels: pixels.data, shape: pixels.shape.slice(1), labels: labels.data })
}

function kind({ data, shape }: { readonly data: object; readonly shape: readonly number[] }): string {
  return `${data.constructor.name} [${shape.join(', ')}]`
}
