import { cpu } from '@snn/backend-cpu'
import { expr, gradients, hostArray, matmul, mean, sgd, softplus, sub, sum, mul } from '@snn/core'
import { expect, it } from 'vitest'

it('core alone: a view in, a step, a view out', async () => {
  const backend = await cpu()
  const x = backend.tensor(hostArray(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]))
  const w = backend.tensor(hostArray(Float32Array.of(1, 0, -1), [3, 1]))
  const y = await backend.step(() => sum(softplus(matmul(x, w)), [1]))
  const host = await y.read() // reading is the only thing that waits
  expect(host.shape).toEqual([2])
  for (const value of host.data) expect(value).toBeCloseTo(Math.log1p(Math.exp(-2)), 6)
  y.free()
  await backend.close()
})

it('core alone: a straight line, fitted by its gradients', async () => {
  const backend = await cpu()
  const x = backend.tensor(hostArray(Float32Array.from({ length: 20 }, (_, k) => k / 10)))
  const target = backend.tensor(hostArray(Float32Array.from({ length: 20 }, (_, k) => 3 * (k / 10))))
  const parameters = { slope: backend.tensor(hostArray(Float32Array.of(0))) }
  const optimizer = sgd(parameters, { rate: 0.1 })
  for (let k = 0; k < 50; k++) {
    await backend.step(() => {
      const error = sub(mul(x, parameters.slope), target)
      optimizer.update(gradients(mean(mul(error, error)), parameters))
    })
  }
  expect((await parameters.slope.read()).data[0]).toBeCloseTo(3, 4)
  await backend.close()
})

it('expressions are plain data: they print, differentiate and go to JSON', () => {
  const { input, mul, exp, abs } = expr
  const cusp = exp(mul(-25, abs(input(0))))
  expect(JSON.parse(JSON.stringify(cusp))).toMatchObject({ op: 'exp' })
})
