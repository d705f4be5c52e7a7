import { expect, it } from 'vitest'
import { agreementOf } from './agreement.js'

const side = (loss: number, ...gradients: number[][]) => ({
  loss,
  gradients: gradients.map((g) => Float32Array.from(g)),
})

it('sides that compute the same agree wholly', () => {
  const found = agreementOf(side(2, [1, -2, 3], [0, 0]), side(2, [1, -2, 3], [0, 0]))
  expect(found).toEqual({ lossA: 2, lossB: 2, lossDifference: 0, cosine: [1, 1], largestError: [0, 0] })
})

it('a gradient that is turned, or missing, shows in its own layer', () => {
  const { cosine, largestError, lossDifference } = agreementOf(side(3, [1, 0], [0, 0]), side(2, [0, 1], [4, 0]))
  expect(lossDifference).toBe(0.5)
  expect(cosine[0]).toBe(0)
  expect(cosine[1]).toBeNaN()
  expect(largestError).toEqual([1, 1])
})
