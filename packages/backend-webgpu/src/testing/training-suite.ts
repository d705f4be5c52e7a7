import { cpu } from '@snn/backend-cpu'
import { relativeError } from '@snn/conformance'
import { adam, createBackend, crossEntropy, gradients, hostArray, type Backend, type Tensor } from '@snn/core'
import { subset } from '@snn/data'
import { fashionMnistSample } from '@snn/fashion-mnist'
import { dense, leaky, lif, readout, sequential, spiking } from '@snn/lif'
import { fit, type Store } from '@snn/train'
import { smallModel, smallSet, type Small } from '@snn/train/testing/small'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { webgpu } from '../webgpu.js'
import { losses } from './losses.js'
import { openDriver } from './open-driver.js'

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

  it('has the gradients of the CPU where time is swept backward in several chunks', async () => {
    // More than 2²¹ numbers of δ: 64 samples of 160 steps of 300 neurons.
    const set = { batch: 64, time: 160, neurons: 40, count: 12_000 }
    const column = (step: number, below: number): number[] =>
      Array.from({ length: set.count }, (_, k) => (k * step + Math.floor(k / 97)) % below)
    const events = { ...set, b: column(13, set.batch), t: column(7, set.time), i: column(11, set.neurons) }
    const network = sequential({ dt: 1e-3 }, [
      spiking(dense(40, 300), lif({ tau: 10e-3 })),
      spiking(dense(300, 20), lif({ tau: 10e-3 })),
      readout(dense(20, 10), leaky({ tau: 10e-3 }), 'sum'),
    ])
    const on = async (backend: Backend): Promise<Float32Array[]> => {
      const model = await network.build(backend, { seed: 0 })
      const spikes = backend.spikes(events)
      const labels = backend.tensor(hostArray(Int32Array.from({ length: set.batch }, (_, k) => k % 10)))
      const found = await backend.step(() => {
        const loss = crossEntropy(model.forward(spikes).logits, labels)
        return gradients(loss, model.parameters) as Record<string, Tensor>
      })
      return Promise.all(Object.values(found).map(async (gradient) => (await gradient.read()).data))
    }
    const [expected, found] = [await on(reference), await on(backend)]
    expect(found).toHaveLength(3)
    for (const [layer, gradient] of found.entries()) {
      expect(relativeError(gradient, expected[layer]!), `layer ${layer}`).toBeLessThan(1e-3)
      expect(gradient.some((value) => value !== 0)).toBe(true)
    }
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
    const { driver, gpu } = await openDriver()
    const lost = createBackend(driver)
    const broken = run(lost, store, (number) => number === 8 && gpu.close())
    await expect(broken).rejects.toMatchObject({ code: 'BACKEND' })

    const another = await webgpu()
    expect(await run(another, store)).toEqual(whole)
    await another.close()
  })
}
