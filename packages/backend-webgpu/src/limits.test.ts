import { adam, add, assign, hostArray, mul, sum } from '@snn/core'
import { subset, type DataSet } from '@snn/data'
import { fashionMnistSample } from '@snn/fashion-mnist'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { beforeAll, describe, expect, it } from 'vitest'
import { losses } from './testing/losses.js'
import { skipWithoutDevice } from './testing/skip-without-device.js'
import { webgpu, type WebgpuOptions } from './webgpu.js'

const network = sequential({ dt: 1e-3, backwardThreshold: 0.2 }, [
  spiking(dense(784, 24), lif({ tau: 10e-3 })),
  spiking(dense(24, 16), lif({ tau: 10e-3 })),
  readout(dense(16, 10), leaky({ tau: 10e-3 }), 'sum'),
])

/** What a few steps of training end with, to the bit. */
async function trained(set: DataSet, options: WebgpuOptions): Promise<{ losses: number[]; weights: Uint8Array }> {
  const backend = await webgpu(options)
  const model = await network.build(backend, { seed: 0 })
  const optimizer = adam(model.parameters, { rate: 1e-2 })
  const found = await losses({ model, optimizer }, set, { steps: 4, batch: 8 })
  const weights = await model.save()
  await backend.close()
  return { losses: found, weights }
}

describe.skipIf(await skipWithoutDevice())('within the limits of a device', { timeout: 60_000 }, () => {
  let set: DataSet
  let usual: Awaited<ReturnType<typeof trained>>
  beforeAll(async () => {
    const { train } = await fashionMnistSample()
    set = subset(
      train,
      Array.from({ length: 16 }, (_, k) => k),
    )
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
