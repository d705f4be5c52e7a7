import { ArgumentError } from '@snn/core'

/** Share of the dense rule's gradient work that a layer does not do, in percent. @public */
export interface EnergySaved {
  /** In ∇W: 100 - activity of the layer's output. */
  readonly weightGradient: number
  /** In ∇S: 100 - activity of the layer's input; undefined for a first layer, whose input has no gradient. */
  readonly inputGradient: number | undefined
}

/**
 * Energy saved, as in Table 2 of Perez-Nieves & Goodman 2021.
 * @param activity activity of each spiking layer in percent, in the order of the network.
 * @returns one entry a layer.
 * @throws ArgumentError when an activity is not within 0–100.
 * @public
 */
export function energySaved(activity: readonly number[]): EnergySaved[] {
  activity.forEach((value, layer) => {
    if (!(value >= 0 && value <= 100))
      throw new ArgumentError({
        what: `activity must be a percentage from 0 to 100; got ${value}`,
        where: `layer ${layer + 1}`,
      })
  })
  return activity.map((output, layer) => {
    const input = activity[layer - 1]
    return { weightGradient: 100 - output, inputGradient: input === undefined ? undefined : 100 - input }
  })
}

/**
 * Memory saved in percent: 100 · (dense - sparse) / dense, eq. (14) of Perez-Nieves & Goodman 2021. Negative when the
 * sparse rule takes more.
 * @param dense peak bytes of the dense rule.
 * @param sparse peak bytes of the sparse rule.
 * @throws ArgumentError when `dense` is not above 0 or `sparse` is below 0.
 * @public
 */
export function memorySaved(dense: number, sparse: number): number {
  if (!(dense > 0 && Number.isFinite(dense)))
    throw new ArgumentError({ what: `dense must be a number of bytes above 0; got ${dense}`, where: 'dense' })
  if (!(sparse >= 0 && Number.isFinite(sparse)))
    throw new ArgumentError({ what: `sparse must be a number of bytes from 0; got ${sparse}`, where: 'sparse' })
  return (100 * (dense - sparse)) / dense
}
