import { FormatError, VersionError } from '@snn/core'
import { images, readBytes, FASHION_MNIST, type ByteInput, type Images } from '@snn/data'

/*
 * The file, gzipped: 'SNNI', version (1 byte), rows, columns and classes (1 byte each), numbers of training and test images
 * (uint32 little endian each); then a label (1 byte) an image, training first; then the images, each byte minus its Paeth
 * prediction from the left, upper and upper left bytes (0 outside the image), modulo 256.
 */
const MAGIC = [0x53, 0x4e, 0x4e, 0x49]
const VERSION = 1
const HEADER = 16

/** Images and labels of both parts. */
export interface Sample {
  readonly train: Images
  readonly test: Images
}

/** Reads the embedded file. A FormatError or VersionError when it is not what this version writes. */
export async function readSample(input: ByteInput): Promise<Sample> {
  const file = await readBytes(input, { limit: 1 << 26, file: 'the embedded images' })
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < HEADER || MAGIC.some((byte, k) => file[k] !== byte)) {
    throw new FormatError({ what: 'the embedded images do not begin as they should', offset: 0 })
  }
  if (file[4] !== VERSION) {
    throw new VersionError({ what: `the embedded images have version ${file[4]}; this package reads ${VERSION}` })
  }
  const [rows, columns, classes] = [file[5]!, file[6]!, file[7]!]
  const [train, test] = [view.getUint32(8, true), view.getUint32(12, true)]
  const size = rows * columns
  const expected = HEADER + (train + test) * (1 + size)
  if (file.length !== expected || classes !== FASHION_MNIST.classes.length) {
    throw new FormatError({
      what: `the embedded images have ${file.length} bytes; their header announces ${expected}`,
      offset: Math.min(file.length, expected),
    })
  }
  const labels = file.subarray(HEADER, HEADER + train + test)
  const pixels = file.slice(HEADER + train + test)
  for (let at = 0; at < pixels.length; at += size) addPrediction(pixels.subarray(at, at + size), columns)
  const part = (split: string, from: number, length: number, partial: string): Images =>
    images({
      name: FASHION_MNIST.title,
      split,
      classes: FASHION_MNIST.classes,
      citation: FASHION_MNIST.citation,
      license: FASHION_MNIST.license,
      partial,
      shape: [rows, columns],
      labels: labels.subarray(from, from + length),
      pixels: pixels.subarray(from * size, (from + length) * size),
    })
  return {
    train: part('train', 0, train, `the first ${train / classes} training images of each class`),
    test: part('test', train, test, `the first ${test / classes} test images of each class`),
  }
}

/** The bytes of the file, not yet gzipped. */
export function writeSample({ train, test }: Sample): Uint8Array {
  const [rows, columns] = train.shape as [number, number]
  const size = rows * columns
  const total = train.length + test.length
  const file = new Uint8Array(HEADER + total * (1 + size))
  const view = new DataView(file.buffer)
  file.set([...MAGIC, VERSION, rows, columns, train.classes.length])
  view.setUint32(8, train.length, true)
  view.setUint32(12, test.length, true)
  let image = HEADER + total
  let label = HEADER
  for (const part of [train, test]) {
    for (let k = 0; k < part.length; k++) {
      file[label++] = part.labels[k]!
      file.set(withoutPrediction(part.get(k), columns), image)
      image += size
    }
  }
  return file
}

function addPrediction(image: Uint8Array, columns: number): void {
  for (let k = 0; k < image.length; k++) image[k]! += paeth(image, k, columns)
}

function withoutPrediction(image: Uint8Array, columns: number): Uint8Array {
  return image.map((byte, k) => byte - paeth(image, k, columns))
}

/** PNG's predictor: of left, upper and upper left the one nearest to left + upper - upper left. */
function paeth(image: Uint8Array, k: number, columns: number): number {
  const inner = k % columns !== 0
  const left = inner ? image[k - 1]! : 0
  const up = k >= columns ? image[k - columns]! : 0
  const corner = inner && k >= columns ? image[k - columns - 1]! : 0
  const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}
