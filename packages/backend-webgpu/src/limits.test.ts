import { add, assign, expr, hostArray, mul, spikeCounts, spikingLayer, sum } from '@snn/core'
import type { DataSet } from '@snn/data'
import { beforeAll, describe, expect, it } from 'vitest'
import { skipWithoutDevice } from './testing/skip-without-device.js'
import { firstImages, trained, type Trained } from './testing/trained.js'
import { webgpu } from './webgpu.js'

describe.skipIf(await skipWithoutDevice())('within the limits of a device', { timeout: 60_000 }, () => {
  let set: DataSet
  let usual: Trained
  beforeAll(async () => {
    set = await firstImages(16)
    usual = await trained(set, {})
  })

  it('tensors above one binding are bound piece by piece, and change no bit', async () => {
    expect(new Set(usual.losses).size).toBe(4)
    // First weights of 73.5 KiB, input events and δ of more.
    expect(await trained(set, { largestBinding: 48 << 10 })).toEqual(usual)
  })

  it('time cut into pieces, where a watchdog would strike, changes no bit', async () => {
    expect(await trained(set, { longestSweep: 32 })).toEqual(usual)
  })

  it('elements of every piece are computed, read and counted', async () => {
    const backend = await webgpu({ largestBinding: 4096 })
    const values = Float32Array.from({ length: 2500 }, (_, k) => k % 97)
    const x = backend.tensor(hostArray(values))
    expect((await add(x, 1).read()).data).toEqual(values.map((value) => value + 1))
    expect((await sum(x).read()).data[0]).toBe(values.reduce((a, b) => a + b))
    await backend.close()
  })

  it('very many writes at the end of a step happen once, though it is given twice', async () => {
    const backend = await webgpu({ replay: 'always' })
    const many = Array.from({ length: 700 }, (_, k) => backend.tensor(hostArray(Float32Array.of(k))))
    await backend.step(() => {
      for (const one of many) assign(one, add(one, 1))
    })
    const values = await Promise.all(many.map(async (one) => (await one.read()).data[0]))
    expect(values).toEqual(many.map((_, k) => k + 1))
    await backend.close()
  })

  it('a batch of more samples than workgroups along an axis is refused by name', async () => {
    const backend = await webgpu()
    const layer = { inputs: 0, neurons: 1, alpha: 0, threshold: 1, reset: 0, backwardThreshold: 0.5 }
    const current = backend.tensor(hostArray(new Float32Array(65_536), [65_536, 1]))
    const step = backend.step(() => {
      const { spikes } = spikingLayer({ ...layer, surrogate: expr.constant(1) }, { current, time: 1 })
      return sum(spikeCounts(spikes))
    })
    await expect(step).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(/'layer forward' takes 1 x 65536 workgroups[^]*65535 samples/),
    })
    await backend.close()
  })

  it('a tensor of more pieces than a kernel binds is refused by name, and no part of its step happens', async () => {
    const backend = await webgpu({ largestBinding: 4096 })
    const [small, large] = [1, 100_000].map((length) => backend.tensor(hostArray(new Float32Array(length).fill(1))))
    const other = backend.tensor(hostArray(new Float32Array(100_000)))
    const step = backend.step(() => {
      assign(small!, mul(small!, 2))
      assign(large!, other)
    })
    await expect(step).rejects.toMatchObject({
      code: 'MEMORY',
      message: expect.stringMatching(
        /'copy.*' has tensors too large to bind: .*390\.6 KiB[^]*binds 4\.0 KiB at one place/,
      ),
    })
    expect([...(await small!.read()).data]).toEqual([1])
    await backend.step(() => assign(small!, mul(small!, 2)))
    expect([...(await small!.read()).data]).toEqual([2])
    await backend.close()
  })
})
