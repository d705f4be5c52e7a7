import { cpu } from '@snn/backend-cpu'
import { adam, createBackend, type Backend } from '@snn/core'
import { subset } from '@snn/data'
import { fashionMnistSample } from '@snn/fashion-mnist'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { fit, type Store } from '@snn/train'
import { smallModel, smallSet, type Small } from '@snn/train/testing/small'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createGpu } from '../device/gpu.js'
import { openDevice } from '../device/open.js'
import { createDriver } from '../driver.js'
import { webgpu } from '../webgpu.js'
import { losses } from './losses.js'

/** What holds of a network that is trained, wherever there is WebGPU. `makeStore` gives a fresh store. */
export function trainingSuite(makeStore: () => Store): void {
  let backend: Backend
  let reference: Backend
  beforeAll(async () => void ([backend, reference] = [await webgpu(), await cpu()]))
  afterAll(async () => {
    await backend.close()
    await reference.close()
  })

  it('on images has the losses of the CPU over the first 20 steps, within a percent', async () => {
    const { train } = await fashionMnistSample()
    const set = subset(
      train,
      Array.from({ length: 160 }, (_, k) => k),
    )
    const network = sequential({ dt: 1e-3, backwardThreshold: 0.2 }, [
      spiking(dense(784, 24), lif({ tau: 10e-3 })),
      spiking(dense(24, 16), lif({ tau: 10e-3 })),
      readout(dense(16, 10), leaky({ tau: 10e-3 }), 'max'),
    ])
    const on = async (backend: Backend): Promise<number[]> => {
      const model = await network.build(backend, { seed: 0 })
      return losses({ model, optimizer: adam(model.parameters, { rate: 1e-3 }) }, set, { steps: 20, batch: 8 })
    }
    const [expected, found] = [await on(reference), await on(backend)]
    for (const [step, loss] of found.entries())
      expect(Math.abs(loss / expected[step]! - 1), `step ${step}: ${loss} for ${expected[step]}`).toBeLessThan(0.01)
    expect(new Set(expected).size).toBe(20)
  })

  it('moves from the CPU to the GPU and back to the bit, with its optimizer', async () => {
    const moved = async ({ model, optimizer }: Small, to: Backend): Promise<Small> => {
      const copy = await model.copyTo(to)
      return { model: copy, optimizer: await optimizer.copyTo(copy) }
    }
    const [set, some] = [smallSet(60), { steps: 6, batch: 20 }]
    const first = await smallModel(reference)
    await losses(first, set, some)
    const there = await moved(first, backend)
    const back = await moved(there, reference)
    expect(await there.model.save()).toEqual(await first.model.save())
    const goOn = await losses(first, set, some)
    expect(await losses(back, set, some)).toEqual(goOn)
    for (const [step, loss] of (await losses(there, set, some)).entries())
      expect(Math.abs(loss / goOn[step]! - 1)).toBeLessThan(0.01)
  })

  it('learns, and takes 200 steps without a growth of bytes', async () => {
    const [set, one] = [smallSet(60), await smallModel(backend, { rate: 3e-2 })]
    const before = await losses(one, set, { steps: 9, batch: 20 })
    const { live } = backend.memory
    const after = await losses(one, set, { steps: 200, batch: 20 })
    expect(backend.memory.live).toBe(live)
    expect(after.at(-1)!).toBeLessThan(before[0]! / 2)
  })

  it('goes on from its last checkpoint when its device was lost, to the same bits', async () => {
    const run = async (
      on: Backend,
      store: Store,
      step: (number: number) => unknown = () => {},
    ): Promise<Uint8Array> => {
      const { model, optimizer } = await smallModel(on)
      const run = fit(model, { train: smallSet(90), epochs: 3, batch: 20, optimizer, store })
      run.on('batch', (batch) => step(batch.step))
      await run.done
      return model.save()
    }
    const whole = await run(backend, makeStore())

    const store = makeStore()
    const opened = await openDevice()
    const gpu = createGpu(opened, { limit: 2 ** 30 })
    const lost = createBackend(
      createDriver({ gpu, device: opened.description, capacity: undefined, replay: 'when-needed' }),
    )
    const broken = run(lost, store, (number) => number === 8 && gpu.close())
    await expect(broken).rejects.toMatchObject({ code: 'BACKEND' })

    const another = await webgpu()
    expect(await run(another, store)).toEqual(whole)
    await another.close()
  })
}
