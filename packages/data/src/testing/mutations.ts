import fc from 'fast-check'

/** One way to damage bytes at a place; `at` is a fraction of their length. */
interface Mutation {
  readonly kind: 'set' | 'flip' | 'insert' | 'delete' | 'truncate' | 'repeat' | 'extreme'
  readonly at: number
  readonly value: number
}

const kinds: readonly Mutation['kind'][] = ['set', 'flip', 'insert', 'delete', 'truncate', 'repeat', 'extreme']

/** What lengths and offsets go wrong with, 32 bits each. */
const extremes = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]

/** Damaged copies of files: one to three places each, more of them near the start, where headers lie. */
export function mutated(files: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  // A double of fast-check is close to 0 more often than not.
  const fraction = fc.noBias(fc.nat(2 ** 30 - 1)).map((whole) => whole / 2 ** 30)
  const mutation: fc.Arbitrary<Mutation> = fc.record({
    kind: fc.constantFrom(...kinds),
    at: fc.oneof({ arbitrary: fraction, weight: 3 }, { arbitrary: fraction.map((at) => at ** 4), weight: 1 }),
    value: fc.nat(255),
  })
  return fc
    .tuple(fc.constantFrom(...files), fc.array(mutation, { minLength: 1, maxLength: 3 }))
    .map(([file, mutations]) => mutations.reduce(applied, file))
}

function applied(bytes: Uint8Array, { kind, at, value }: Mutation): Uint8Array {
  const place = Math.floor(at * bytes.length)
  if (kind === 'truncate') return bytes.slice(0, place)
  if (kind === 'insert') return spliced(bytes, place, place, new Uint8Array(1 + (value & 7)).fill(value))
  if (kind === 'delete') return spliced(bytes, place, place + 1 + (value & 7), new Uint8Array(0))
  if (kind === 'repeat') return spliced(bytes, place, place, bytes.subarray(place, place + value))
  const copy = bytes.slice()
  if (kind === 'set') copy[place] = value
  else if (kind === 'flip') copy[place]! ^= 1 << (value & 7)
  else {
    const word = extremes[value % extremes.length]!
    for (let k = 0; k < 4 && place + k < copy.length; k++) copy[place + k] = word >>> (8 * k)
  }
  return copy
}

function spliced(bytes: Uint8Array, from: number, to: number, between: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([bytes.subarray(0, from), between, bytes.subarray(to)]))
}
