import { array } from './array.js'
import type { Array64 } from './array.js'

/** (f(x + h e_n) - f(x - h e_n)) / 2h for every entry n of x: the gradient of a smooth f, to about h². */
export function finiteDifferences(f: (x: Array64) => number, x: Array64, h = 1e-5): Array64 {
  const moved = (n: number, by: number): number => {
    const values = x.data.slice()
    values[n]! += by
    return f(array(x.shape, values))
  }
  const differences = x.data.map((_, n) => (moved(n, h) - moved(n, -h)) / (2 * h))
  return array(x.shape, differences)
}
