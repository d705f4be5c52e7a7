import {
  add,
  assign,
  createBackend,
  full,
  gradients,
  hostArray,
  sum,
  type Backend,
  type Driver,
  type Tensor,
} from '@snn/core'
import { dense, leaky, readout, sequential } from '@snn/lif'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Gpu } from './device/gpu.js'
import { openDriver } from './testing/open-driver.js'
import { skipWithoutDevice } from './testing/skip-without-device.js'

describe.skipIf(await skipWithoutDevice())('what the device refuses', () => {
  let driver: Driver
  let gpu: Gpu
  let backend: Backend
  let weight: Tensor
  /** Called before each elementwise call of a step, with its number there. */
  let before: (call: number) => void
  /** Called after each copy, which is what `assign` does at the end. */
  let afterCopy: (call: number) => void
  let beforeSubmit: () => void
  let calls = 0
  let copies = 0

  beforeEach(async () => {
    ;({ driver, gpu } = await openDriver())
    before = afterCopy = beforeSubmit = () => {}
    backend = createBackend({
      ...driver,
      begin() {
        calls = copies = 0
        driver.begin()
      },
      submit(spans, counted) {
        beforeSubmit()
        return driver.submit(spans, counted)
      },
      dense: {
        ...driver.dense,
        map(call) {
          before(calls++)
          driver.dense.map(call)
        },
        copy(call) {
          driver.dense.copy(call)
          afterCopy(copies++)
        },
      },
    })
    weight = backend.tensor(hostArray(Float32Array.of(1)))
  })
  afterEach(() => backend.close())

  const broken = { name: 'broken', lanes: 1, operands: { x: 'write' }, numbers: {}, main: 'not WGSL' } as const
  const ways: Readonly<Record<string, { readonly refused: () => void; readonly error: object }>> = {
    'a kernel that does not compile': {
      refused: () => gpu.run(broken, { operands: { x: { storage: driver.allocate(4), offset: 0 } }, groups: [1] }),
      error: { code: 'BACKEND', message: expect.stringMatching(/does not compile the kernel 'broken'[^]*WGSL/) },
    },
    'a copy beyond the end of a buffer': {
      refused: () => gpu.clear({ storage: driver.allocate(4), offset: 1 << 20 }, 4),
      error: { code: 'BACKEND', message: expect.stringContaining('the device refused a call') },
    },
    'a kernel without its operand': {
      refused: () => gpu.run(broken, { operands: {}, groups: [1] }),
      error: { message: expect.stringContaining('storage') },
    },
    'a call that throws at once': {
      refused: () => {
        throw new RangeError('on purpose')
      },
      error: { message: 'on purpose' },
    },
  }

  /** A step that adds 1 to the weight after so many other calls. */
  const step = (others = 0): Promise<number> =>
    backend.step(() => {
      let next = weight
      for (let k = 0; k < others; k++) next = add(next, 0)
      const last = sum(next)
      assign(weight, add(next, 1))
      return last
    })
  const behind = { code: 'STEP', message: expect.stringContaining('the one before it failed') }
  const valueOf = async (): Promise<number> => (await weight.read()).data[0]!

  /** Refuses the step that is enqueued as the n-th, at one of its calls. */
  function refuse(way: string, { at, call }: { readonly at: number; readonly call: number }): void {
    let steps = -1
    before = (k) => {
      if (k === 0) steps++
      if (steps === at && k === call) ways[way]!.refused()
    }
  }

  describe.each(Object.keys(ways))('%s', (way) => {
    it('fails its step, and the one behind it, which changes nothing', async () => {
      refuse(way, { at: 0, call: 0 })
      const [first, second] = [step(), step()]
      await expect(first).rejects.toMatchObject(ways[way]!.error)
      await expect(second).rejects.toMatchObject(behind)
      expect(await valueOf()).toBe(1)
      expect(await step()).toBe(1)
      expect(await valueOf()).toBe(2)
    })

    it('fails none of those before it; one given behind, which was not begun, happens', async () => {
      refuse(way, { at: 1, call: 0 })
      const [first, second, third, fourth] = [step(), step(), step(), step()]
      expect(await first).toBe(1)
      await expect(second).rejects.toMatchObject(ways[way]!.error)
      await expect(third).rejects.toMatchObject(behind)
      expect(await fourth).toBe(2)
      expect(await valueOf()).toBe(3)
    })

    it('leaves what was asked for before the step as it is', async () => {
      const five = full(backend, [1], 5)
      refuse(way, { at: 0, call: 0 })
      await expect(step()).rejects.toMatchObject(ways[way]!.error)
      expect([...(await five.read()).data]).toEqual([5])
    })

    it('leaves nothing of a step that is handed over in several parts', async () => {
      refuse(way, { at: 0, call: 3 })
      await expect(step(700)).rejects.toMatchObject(ways[way]!.error)
      expect(await valueOf()).toBe(1)
      expect(await step(700)).toBe(1)
      expect(await valueOf()).toBe(2)
    })
  })

  it('in the last of what a step writes leaves the first unwritten, wherever the lists of commands end', async () => {
    const other = backend.tensor(hostArray(Float32Array.of(1)))
    afterCopy = (k) => k === 1 && ways['a copy beyond the end of a buffer']!.refused()
    for (const others of [505, 506, 507, 508, 509, 510, 511, 512]) {
      const step = backend.step(() => {
        let next = weight
        for (let k = 0; k < others; k++) next = add(next, 1)
        assign(weight, next)
        assign(other, next)
      })
      await expect(step).rejects.toMatchObject({ code: 'BACKEND' })
      expect(await valueOf(), `after ${others} other calls`).toBe(1)
    }
  })

  it.each(['a kernel that does not compile', 'a copy beyond the end of a buffer', 'a kernel without its operand'])(
    '%s, in the last of very many writes, leaves all of them unwritten',
    async (way) => {
      const many = Array.from({ length: 700 }, () => backend.tensor(hostArray(Float32Array.of(1))))
      const values = (): Promise<Set<number>> =>
        Promise.all(many.map(async (one) => (await one.read()).data[0]!)).then((all) => new Set(all))
      const step = (): Promise<void> =>
        backend.step(() => {
          const next = add(weight, 1)
          for (const one of many) assign(one, next)
        })
      afterCopy = (k) => k === many.length - 1 && ways[way]!.refused()
      await expect(step()).rejects.toMatchObject(ways[way]!.error)
      expect(await values()).toEqual(new Set([1]))
      afterCopy = () => {}
      await step()
      expect(await values()).toEqual(new Set([2]))
    },
  )

  it('leaves no input half done: the same events have the same gradient in the next step', async () => {
    const events = { batch: 2, time: 40, neurons: 3, b: [0, 0, 1, 1], t: [3, 9, 20, 33], i: [0, 1, 2, 0] }
    const spikes = backend.spikes(events)
    const model = await sequential({ dt: 1e-3 }, [readout(dense(3, 2), leaky({ tau: 10e-3 }), 'sum')]).build(backend, {
      seed: 0,
    })
    const gradient = async (): Promise<Float32Array> => {
      const found = await backend.step(() => gradients(sum(model.forward(spikes).logits), model.parameters))
      return (Object.values(found)[0] as Tensor).read().then(({ data }) => data)
    }
    beforeSubmit = () => ways['a copy beyond the end of a buffer']!.refused()
    await expect(gradient()).rejects.toMatchObject({ code: 'BACKEND' })
    beforeSubmit = () => {}
    const found = await gradient()
    expect(found.every((value) => value !== 0)).toBe(true)
    expect(await gradient()).toEqual(found)
  })

  it('outside a step is told by the next read, and to no step', async () => {
    gpu.clear({ storage: driver.allocate(4), offset: 1 << 20 }, 4)
    await expect(weight.read()).rejects.toMatchObject({ code: 'BACKEND' })
    expect(await step()).toBe(1)
    expect(await valueOf()).toBe(2)
  })
})
