import { expect, it } from 'vitest'
import { predictions } from './predictions.js'

it('takes the largest logit, the first of equal ones, through any strides', () => {
  const data = Float32Array.of(1, 5, 5, 0, 0, 0)
  expect([...predictions({ data, shape: [2, 3], stride: [3, 1], offset: 0 })]).toEqual([1, 0])
  expect([...predictions({ data, shape: [3, 2], stride: [1, 3], offset: 0 })]).toEqual([0, 0, 0])
})

it('refuses what is not [batch, classes]', () => {
  const data = new Float32Array(2)
  expect(() => predictions({ data, shape: [2], stride: [1], offset: 0 })).toThrow(
    'logits must be [batch, classes]; got [2]',
  )
  expect(() => predictions({ data, shape: [2, 0], stride: [0, 1], offset: 0 })).toThrow('got [2, 0]')
})
