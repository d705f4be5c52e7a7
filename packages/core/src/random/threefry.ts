/** Two words: a key of the generator. Made by `randomKey` and `splitKey`. @public */
export type RandomKey = readonly [number, number]

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const
const ROUNDS = 20

/**
 * Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror & Shaw 2011): two random words from a key of two words and a counter of
 * two. Sums, exclusive ors and rotations of 32 bits only, so that any backend can compute the same.
 * @param out receives the two words.
 */
export function threefry(key: RandomKey, counter0: number, counter1: number, out: Uint32Array): void {
  const [key0, key1] = key
  const schedule = [key0 | 0, key1 | 0, 0x1bd11bda ^ key0 ^ key1] as const
  let x0 = (counter0 + schedule[0]) | 0
  let x1 = (counter1 + schedule[1]) | 0
  for (let round = 0; round < ROUNDS; round++) {
    const rotation = ROTATIONS[round % 8]!
    x0 = (x0 + x1) | 0
    x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0
    if (round % 4 === 3) {
      const injection = (round + 1) / 4
      x0 = (x0 + schedule[injection % 3]!) | 0
      x1 = (x1 + schedule[(injection + 1) % 3]! + injection) | 0
    }
  }
  out[0] = x0
  out[1] = x1
}
