import { cpu } from '@snn/backend-cpu'
import { hostArray, normalArray, type Backend, type HostArray } from '@snn/core'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Over } from '../description/layer.js'
import { backends } from '../testing/backends.js'
import { lively, randomEvents, smallNet } from '../testing/nets.js'

const numRuns = Number(process.env['SNN_RUNS'] ?? 50)
const overs: readonly (Over | 'counts')[] = ['max', 'sum', 'last', 'mean', 'counts']

const tested = [
  ...backends,
  { name: 'cpu that does every step twice', make: () => cpu({ capacity: 1, replay: 'always' }), carriesExactly: true },
]

describe.each(tested)('a stream on $name', ({ make, carriesExactly }) => {
  let backend: Backend
  beforeAll(async () => {
    backend = await make()
  })
  afterAll(() => backend.close())

  const expectSame = (a: HostArray, b: HostArray): void => {
    if (carriesExactly) expect(a).toEqual(b)
    else expect([...a.data]).toEqual(Array.from(b.data, (x) => expect.closeTo(x, 4)))
  }

  it('cut anywhere gives, piece by piece, the bits of the whole so far', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.integer({ min: 0, max: 1e6 }),
          over: fc.constantFrom(...overs),
          bias: fc.boolean(),
          pieces: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        }),
        async ({ seed, over, bias, pieces }) => {
          const model = await smallNet({ over, bias }).build(backend, { seed, initializer: lively })
          const time = pieces.reduce((a, b) => a + b)
          const stream = model.stream(2)
          let at = 0
          for (const length of pieces) {
            const chunk = backend.spikes(randomEvents(seed, 2, time, 7, 0.3, at, at + length))
            const soFar = await stream.push(chunk)
            at += length
            const whole = backend.spikes(randomEvents(seed, 2, time, 7, 0.3, 0, at))
            expectSame(soFar, (await model.run(whole)).logits)
            expect(stream.steps).toBe(at)
            for (const train of [chunk, whole]) train.free()
          }
          stream.close()
          model.free()
        },
      ),
      { numRuns },
    )
  })

  it('takes currents: constant for some steps, or per step', async () => {
    const model = await smallNet({ over: 'sum' }).build(backend, { seed: 0, initializer: lively })
    const data = normalArray({ seed: 1, shape: [1, 7], mean: 0.4, std: 0.3 })
    const x = backend.tensor(hostArray(data, [1, 7]))
    const stream = model.stream(1)
    await stream.push(x, { steps: 4 })
    const again = await stream.push(backend.tensor(hostArray(Float32Array.from([...data, ...data]), [1, 2, 7])))
    expectSame(again, (await model.run(x, { steps: 6 })).logits)
  })

  it('gives pushes in their order, awaited or not', async () => {
    const model = await smallNet().build(backend, { seed: 0, initializer: lively })
    const chunks = [0, 5, 10, 15].map((from) => backend.spikes(randomEvents(3, 1, 20, 7, 0.4, from, from + 5)))
    const [awaited, together] = [model.stream(1), model.stream(1)]
    const one: unknown[] = []
    for (const chunk of chunks) one.push(await awaited.push(chunk))
    expect(await Promise.all(chunks.map((chunk) => together.push(chunk)))).toEqual(one)
  })

  it('refuses chunks of another batch or of other neurons, and goes on as if they had not come', async () => {
    const model = await smallNet().build(backend, { seed: 0, initializer: lively })
    const stream = model.stream(2)
    const chunk = (batch: number, neurons: number) => backend.spikes(randomEvents(3, batch, 20, neurons))
    await expect(stream.push(chunk(1, 7))).rejects.toMatchObject({
      code: 'SHAPE',
      message: 'a stream of batch 2 was given a chunk of batch 1.\n  Open model.stream(1).',
    })
    await expect(stream.push(chunk(2, 6))).rejects.toMatchObject({ code: 'SHAPE' })
    expect(stream.steps).toBe(0)
    expectSame(await stream.push(chunk(2, 7)), (await model.run(chunk(2, 7))).logits)
  })

  it('closed behind a push still gives what was pushed, and then all that it held', async () => {
    const model = await smallNet().build(backend, { seed: 0, initializer: lively })
    const chunk = backend.spikes(randomEvents(3, 1, 20, 7))
    const expected = (await model.run(chunk)).logits
    const before = backend.memory.live
    const stream = model.stream(1)
    const first = stream.push(chunk)
    stream.close()
    expectSame(await first, expected)
    await expect.poll(() => backend.memory.live).toBe(before)
  })

  it('closed takes no more', async () => {
    const model = await smallNet().build(backend, { seed: 0 })
    const stream = model.stream(1)
    stream.close()
    stream.close()
    await expect(stream.push(backend.spikes(randomEvents(3, 1, 20, 7)))).rejects.toMatchObject({ code: 'STEP' })
    expect(() => model.stream(0)).toThrow(expect.objectContaining({ code: 'ARGUMENT' }))
  })
})
