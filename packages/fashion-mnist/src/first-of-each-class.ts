import { images, type Images } from '@snn/data'

/** The first `each` images of every class, in the order of the set. */
export function firstOfEachClass(set: Images, each: number): Images {
  const seen = new Uint32Array(set.classes.length)
  const chosen = Array.from(set.labels).flatMap((label, k) => (seen[label]!++ < each ? [k] : []))
  const size = set.pixels.length / set.length
  const pixels = new Uint8Array(chosen.length * size)
  for (const [at, k] of chosen.entries()) pixels.set(set.get(k), at * size)
  return images({ ...set, pixels, labels: Uint8Array.from(chosen, (k) => set.labels[k]!) })
}
