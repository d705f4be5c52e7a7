/**
 * How a remedy is written down where the warning will be read: as options of `fit`, or as those of a command.
 * @public
 */
export interface Words {
  readonly lowerRate: (now: number) => string
  /** With the weight it has now, where it is on. */
  readonly lowerRegularizer: (now: number | undefined) => string
  readonly upperRegularizer: (now: number | undefined) => string
  readonly largerWeights: string
  readonly largerBackwardThreshold: (now: number) => string
  readonly otherSeed: string
}

/** As a program would do it. */
export const programWords: Words = {
  lowerRate: (now) => `a lower rate (now ${short(now)})`,
  lowerRegularizer: (now) =>
    now === undefined
      ? 'regularizers: { lower: { weight: 100, below: 1e-3 } }'
      : `a larger regularizers.lower.weight (now ${now})`,
  upperRegularizer: (now) =>
    now === undefined
      ? 'regularizers: { upper: { weight: 0.06, above: 1 } }'
      : `a larger regularizers.upper.weight (now ${now})`,
  largerWeights: 'larger initial weights (calibrate sets each layer to a rate)',
  largerBackwardThreshold: (now) => `a larger backwardThreshold (now ${short(now)})`,
  otherSeed: 'another seed',
}

/** Three digits of a number in as few characters as it takes, small ones by their power of ten: 1e-3, 0.2, 100. */
export function short(value: number): string {
  const rounded = Number(value.toPrecision(3))
  const plain = String(rounded)
  const power = rounded.toExponential().replace('e+', 'e')
  return power.length < plain.length + (Math.abs(value) < 1 ? 1 : 0) ? power : plain
}
