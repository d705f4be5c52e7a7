import { plain, plainDriver } from '@snn/conformance'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { add, assign, createBackend, gradients, hostArray, mul, sgd, sum, type Backend, type Tensor } from '../index.js'

let backend: Backend
beforeAll(async () => void (backend = await plain()))
afterAll(() => backend.close())

const tensor = (...values: number[]): Tensor => backend.tensor(hostArray(Float32Array.from(values)))
const valuesOf = async (x: Tensor): Promise<number[]> => [...(await x.read()).data]

describe('memory of a step', () => {
  test('what is made inside, from the host too, is freed at its end; what is returned is the caller’s', async () => {
    const before = backend.memory.live
    const { kept, brought } = await backend.step(() => {
      const x = tensor(1, 2, 3)
      return { kept: add(x, 1), brought: tensor(4, 5) }
    })
    expect(await valuesOf(kept)).toEqual([2, 3, 4])
    expect(await valuesOf(brought)).toEqual([4, 5])
    expect(backend.memory.live).toBe(before + 20)
    kept.free()
    brought.free()
    brought.free()
    expect(backend.memory.live).toBe(before)
  })

  test('what a closure brought in before it threw is freed', async () => {
    const before = backend.memory.live
    const step = backend.step(() => {
      tensor(1, 2, 3)
      throw new Error('on purpose')
    })
    await expect(step).rejects.toThrow('on purpose')
    expect(backend.memory.live).toBe(before)
  })

  test('a tensor of a step that has ended is refused by name', async () => {
    let leaked: Tensor | undefined
    await backend.step(() => {
      leaked = add(tensor(1), 1)
    })
    expect(() => add(leaked!, 1)).toThrow(/after its step had ended/)
    await expect(leaked!.read()).rejects.toThrow(/after its step had ended/)
  })
})

describe('a step is refused, and changes nothing, when', () => {
  test('its closure is asynchronous', async () => {
    // @ts-expect-error a step's closure is synchronous
    await expect(backend.step(async () => sum(tensor(1)))).rejects.toThrow(/returned a promise/)
  })

  test('something is read inside', async () => {
    const x = tensor(1)
    let reading: Promise<unknown> | undefined
    await backend.step(() => {
      reading = x.read()
      reading.catch(() => {})
    })
    await expect(reading).rejects.toThrow(/read inside a step/)
  })

  test('another step is begun inside', async () => {
    let inner: Promise<unknown> | undefined
    await backend.step(() => {
      inner = backend.step(() => {})
      inner.catch(() => {})
    })
    await expect(inner).rejects.toThrow(/inside another step/)
  })

  test('it uses a parameter that it has updated', async () => {
    const w = tensor(1, 2)
    const optimizer = sgd({ w }, { rate: 0.1 })
    const step = backend.step(() => {
      optimizer.update(gradients(sum(mul(w, w)), { w }))
      return sum(w)
    })
    await expect(step).rejects.toThrow(/already written/)
    expect(await valuesOf(w)).toEqual([1, 2])
  })

  test('its signal was aborted before it began', async () => {
    const step = backend.step(() => sum(tensor(1)), { signal: AbortSignal.abort() })
    await expect(step).rejects.toThrow(/aborted/)
  })

  test('its operands live on two backends', async () => {
    const other = await plain()
    const stranger = other.tensor(hostArray(Float32Array.of(1)))
    expect(() => add(tensor(1), stranger)).toThrow(/two backends/)
    await other.close()
  })
})

test('steps given without waiting happen in order', async () => {
  const x = tensor(1)
  const steps = Array.from({ length: 6 }, () =>
    backend.step(() => {
      const before = sum(x)
      assign(x, mul(x, 2))
      return before
    }),
  )
  expect(await Promise.all(steps)).toEqual([1, 2, 4, 8, 16, 32])
  expect(await valuesOf(x)).toEqual([64])
})

test('operations outside a step run at once, behind the steps under way', async () => {
  const x = tensor(1)
  const step = backend.step(() => assign(x, add(x, 1)))
  const y = mul(x, 10)
  await step
  expect(await valuesOf(y)).toEqual([20])
})

test('a step that is not finite commits nothing, and takes the one behind it along', async () => {
  const w = tensor(1)
  const optimizer = sgd({ w }, { rate: 1 })
  const huge = tensor(3e38)
  const bad = backend.step(() => {
    optimizer.update(gradients(sum(mul(mul(w, huge), 10)), { w }))
  })
  const behind = backend.step(() => {
    optimizer.update(gradients(sum(w), { w }))
  })
  await expect(bad).rejects.toThrow(/not finite/)
  await expect(behind).rejects.toThrow(/the one before it failed/)
  expect(optimizer.updates).toBe(0)
  expect(await valuesOf(w)).toEqual([1])
  await backend.step(() => optimizer.update(gradients(sum(w), { w })))
  expect(await valuesOf(w)).toEqual([0])
})

test('a step that the driver refuses takes the one behind it along, and none that was not begun', async () => {
  const driver = plainDriver()
  let refused = 0
  const map: typeof driver.dense.map = (call) => {
    if (refused++ === 0) throw new RangeError('on purpose')
    driver.dense.map(call)
  }
  const refusing = createBackend({ ...driver, dense: { ...driver.dense, map } })
  const x = refusing.tensor(hostArray(Float32Array.of(1)))
  const [first, second, third] = [0, 1, 2].map(() => refusing.step(() => assign(x, mul(x, 2))))
  await expect(first).rejects.toThrow('on purpose')
  await expect(second).rejects.toThrow(/the one before it failed/)
  await third
  expect([...(await x.read()).data]).toEqual([2])
  await refusing.close()
})

test('an event outside is refused by name', () => {
  const events = { batch: 1, time: 5, neurons: 3, b: [0], t: [5], i: [0] }
  expect(() => backend.spikes(events)).toThrow(/event 0 is \(b 0, t 5, i 0\)/)
})
