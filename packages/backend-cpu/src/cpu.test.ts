import {
  add,
  assign,
  createBackend,
  expr,
  full,
  hostArray,
  matmul,
  mul,
  spikingLayer,
  sum,
  tanh,
  type Backend,
  type Tensor,
} from '@snn/core'
import { describe, expect, it } from 'vitest'
import { cpu, createCpuDriver, type CpuOptions } from './cpu.js'

describe('cpu', () => {
  it.each([
    [{ threads: 0 }, /threads must be a whole number from 1 to 64; got 0/],
    [{ threads: 65 }, /threads.*got 65/],
    [{ threads: 1.5 }, /threads.*got 1.5/],
    [{ threads: '2' }, /threads.*got '2'/],
    [{ capacity: 0 }, /capacity.*got 0/],
    [{ memoryLimit: 2 ** 33 }, /memoryLimit/],
    [{ replay: 'never' }, /replay.*'always'; got 'never'/],
    [{ thread: 2 }, /no option 'thread'[^]*'threads', 'capacity', 'replay', 'memoryLimit'/],
  ])('refuses %o', async (options, message) => {
    await expect(cpu(options as CpuOptions)).rejects.toThrowError(
      expect.objectContaining({ code: 'ARGUMENT', message: expect.stringMatching(message) }),
    )
  })

  it('describes where it works', async () => {
    const backend = await cpu({ threads: 2, memoryLimit: 64 << 20 })
    expect(backend.device).toBe('2 threads, WebAssembly SIMD')
    expect(backend.details).toMatchObject({ threads: 2, sharedMemory: true, isolated: true, memoryLimit: '64.0 MiB' })
    await backend.close()
  })

  it('names what would pass the memory limit', async () => {
    const backend = await cpu({ threads: 1, memoryLimit: 1 << 20 })
    expect(() => backend.tensor(hostArray(new Float32Array(1 << 19)))).toThrowError(
      expect.objectContaining({ code: 'MEMORY', message: expect.stringContaining('memoryLimit') }),
    )
    await backend.close()
  })
})

it.each([{}, { capacity: 1 }])('fails a step whose lists find no room, changes nothing, and goes on: %o', async (o) => {
  const backend = await cpu({ threads: 1, memoryLimit: 4 << 20, ...o })
  const [batch, time, neurons] = [40, 50, 400]
  const surrogate = expr.constant(1)
  const layer = { inputs: 0, neurons, alpha: 0, threshold: 1, reset: 0, backwardThreshold: Infinity, surrogate }
  const w = backend.tensor(hostArray(Float32Array.of(1)))
  const step = (samples: number): Promise<void> => {
    const current = full(backend, [samples, neurons], 2)
    return backend
      .step(() => {
        spikingLayer(layer, { current, time }, { active: true })
        assign(w, mul(2, w))
      })
      .finally(() => current.free())
  }
  await step(1)
  await expect(step(batch)).rejects.toMatchObject({ code: 'MEMORY' })
  expect((await w.read()).data[0]).toBe(2)
  await step(1)
  expect((await w.read()).data[0]).toBe(4)
  await backend.close()
})

describe('steps on the CPU', () => {
  /** Fifty small steps that change a weight; its last value. */
  async function trained(options: CpuOptions): Promise<Float32Array> {
    const backend = createBackend(await createCpuDriver(options))
    const weight = backend.tensor(
      hostArray(
        Float32Array.from({ length: 40 * 30 }, (_, k) => Math.sin(k)),
        [40, 30],
      ),
    )
    const x = backend.tensor(
      hostArray(
        Float32Array.from({ length: 70 * 40 }, (_, k) => Math.cos(k)),
        [70, 40],
      ),
    )
    const pending: Promise<unknown>[] = []
    for (let step = 0; step < 50; step++) pending.push(once(backend, weight, x))
    await Promise.all(pending)
    const bytes = backend.memory.live
    await once(backend, weight, x)
    expect(backend.memory.live).toBe(bytes)
    const { data } = await weight.read()
    await backend.close()
    return data
  }

  function once(backend: Backend, weight: Tensor, x: Tensor): Promise<unknown> {
    return backend.step(() => {
      const y = tanh(matmul(x, weight))
      assign(weight, mul(0.99, add(weight, mul(1e-3, sum(y)))))
      return { mean: sum(y) }
    })
  }

  it('end in the same bits when each is given twice, and on any number of threads', async () => {
    const plain = await trained({ threads: 1 })
    expect(plain.every((value) => Number.isFinite(value))).toBe(true)
    expect(await trained({ threads: 1, replay: 'always' })).toEqual(plain)
    expect(await trained({ threads: 2 })).toEqual(plain)
    expect(await trained({ threads: 3, replay: 'always' })).toEqual(plain)
  })

  it('are counted as replayed when each is given twice', async () => {
    const backend = await cpu({ threads: 1, replay: 'always' })
    const x = backend.tensor(hostArray(Float32Array.of(1, 2, 3)))
    const replays: number[] = []
    const report = (step: { readonly replays: number }): void => void replays.push(step.replays)
    for (let k = 0; k < 3; k++) {
      const { total } = await backend.step(() => ({ total: sum(x) }), { report })
      expect(total).toBe(6)
    }
    expect(replays).toEqual([1, 1, 1])
    await backend.close()
  })
})
