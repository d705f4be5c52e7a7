import { expected } from '@snn/core/checks'

/** B_th: above 0; Infinity is the dense rule. @throws ArgumentError otherwise. */
export function checkBackwardThreshold(where: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !(value > 0))
    throw expected(where, 'a number above 0', value, 'The paper uses 0.2; Infinity is the dense rule.')
}
