import type { Tree } from '../autograd/gradients.js'
import { ArgumentError } from '../errors.js'
import { add, constant, div, input, mul, scalar, select, sqrt } from '../expression/build.js'
import { mapTensors } from '../ops/map.js'
import { sumOver } from '../ops/sum.js'
import { asPublic } from '../runtime.js'
import type { DeviceTensor } from '../tensor.js'
import { mapLeaves } from '../tree.js'
import { isTensor } from '../value.js'
import { leavesOf } from './optimizer.js'

/**
 * Gradients scaled down together so that their common norm √Σ g² is at most `limit`; smaller ones are left as they are.
 * @throws ArgumentError when the limit is not above 0.
 * @public
 */
export function clipByNorm<G extends Tree>(gradients: G, limit: number): G {
  if (!(limit > 0 && Number.isFinite(limit)))
    throw new ArgumentError({ what: `the limit of clipByNorm must be a number above 0; got ${limit}`, where: 'limit' })
  const leaves = leavesOf(gradients, 'clipByNorm').map(([, gradient]) => gradient)
  if (leaves.length === 0) return gradients
  const squares = leaves.map((g) => {
    const squared = mapTensors('clipByNorm', mul(input(0), input(0)), [g])
    return sumOver(
      squared,
      g.shape.map((_, axis) => axis),
    )
  })
  const total = squares.reduce((a, b) => mapTensors('clipByNorm', add(input(0), input(1)), [a, b]))
  const norm = sqrt(input(0))
  const factor = mapTensors(
    'clipByNorm',
    select('gt', norm, scalar(0), div(scalar(0), norm), constant(1)),
    [total],
    [limit],
  )
  const scaled = new Map<unknown, DeviceTensor>(
    leaves.map((g) => [g, mapTensors('clipByNorm', mul(input(0), input(1)), [g, factor])]),
  )
  return mapLeaves(gradients, isTensor, 'clipByNorm', (g) => asPublic(scaled.get(g)!)) as G
}
