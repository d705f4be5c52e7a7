import { cpu } from '@snn/backend-cpu'
import { add, mul, sum, type Backend } from '@snn/core'
import { unrolled } from '@snn/lif'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  evaluate,
  fit,
  memory,
  METRICS_KEY,
  modelBytes,
  readLines,
  BEST_KEY,
  type Epoch,
  type FitOptions,
} from './index.js'
import { reordered } from './testing/reordered.js'
import { smallModel, smallNetwork, smallSet, type Small } from './testing/small.js'

let backend: Backend
beforeAll(async () => {
  backend = await cpu({ threads: 1 })
})
afterAll(() => backend.close())

const sets = { train: smallSet(90), validation: smallSet(30, 'validation'), test: smallSet(30, 'test') }
const common = { ...sets, epochs: 4, batch: 20, regularizers: { lower: { weight: 100, below: 1e-3 } } }

/** Runs to the end on a fresh model and gives the weights and what the epochs say, times left out. */
async function trained(o: Partial<FitOptions> & { readonly from?: Small } = {}) {
  const { model, optimizer } = o.from ?? (await smallModel(backend))
  const epochs = await fit(model, { ...common, optimizer, ...o }).done
  return { weights: await model.save(), epochs: epochs.map(timeless), optimizer: await optimizer.save() }
}

const timeless = (epoch: Epoch): unknown => ({ ...epoch, seconds: 0, peakBytes: 0 })

/** Aborts a run after so many steps and gives its store. */
async function stoppedAfter(steps: number, o: Partial<FitOptions> = {}) {
  const store = memory()
  const controller = new AbortController()
  const { model, optimizer } = await smallModel(backend)
  const run = fit(model, { ...common, optimizer, store, signal: controller.signal, ...o })
  run.on('batch', ({ step }) => step === steps && controller.abort())
  await run.done
  return store
}

describe('a run', () => {
  it('yields an epoch at a time, learns, and gives them all when done', async () => {
    const { model, optimizer } = await smallModel(backend, { rate: 3e-2 })
    const run = fit(model, { ...common, epochs: 12, optimizer })
    const seen: Epoch[] = []
    for await (const epoch of run) seen.push(epoch)
    expect(seen.map(({ index }) => index)).toEqual(Array.from({ length: 12 }, (_, k) => k))
    expect(await run.done).toEqual(seen)
    const [first, last] = [seen[0]!, seen.at(-1)!]
    expect(last.loss).toBeLessThan(first.loss / 2)
    expect(last.testAccuracy).toBeGreaterThan(0.9)
    expect(last).toMatchObject({ step: 60, samples: 90, rate: 3e-2 })
    expect(last.activity).toHaveLength(2)
    expect(last.spikes.every((spikes) => spikes > 0.1)).toBe(true)
    expect(last.loss).toBeGreaterThanOrEqual(last.dataLoss)
    const { accuracy, loss } = await evaluate(model, sets.test, { batch: 20 })
    expect({ accuracy, loss }).toEqual({ accuracy: last.testAccuracy, loss: last.testLoss })
  })

  it('is the same to the bit with one or two steps under way, and another one with another seed', async () => {
    const two = await trained()
    expect(await trained({ underWay: 1 })).toEqual(two)
    expect((await trained({ seed: 1 })).weights).not.toEqual(two.weights)
  })

  it('tells each batch, each evaluation, and each checkpoint', async () => {
    const { model, optimizer } = await smallModel(backend)
    const run = fit(model, { ...common, epochs: 1, optimizer, store: memory() })
    const batches: number[] = []
    const told: string[] = []
    run.on('batch', ({ batch, batches: of, samples, soFar }) => {
      batches.push(batch)
      expect([of, samples]).toEqual([5, batch === 5 ? 10 : 20])
      expect(soFar.accuracy).toBeGreaterThanOrEqual(0)
    })
    const off = run.on('checkpoint', () => expect.unreachable())
    off()
    run.on('evaluate', ({ set, batch, batches: of }) => told.push(`${set} ${batch}/${of}`))
    run.on('checkpoint', ({ key }) => told.push(key))
    await run.done
    expect(batches).toEqual([1, 2, 3, 4, 5])
    expect(told).toEqual([
      'validation 1/2',
      'validation 2/2',
      'test 1/2',
      'test 2/2',
      'checkpoints/step-00000005.safetensors',
    ])
  })

  it('tests every so many epochs and always the last', async () => {
    const { epochs } = await trained({ epochs: 5, testEvery: 3 })
    expect((epochs as Epoch[]).map(({ testAccuracy }) => testAccuracy !== undefined)).toEqual([
      false,
      false,
      true,
      false,
      true,
    ])
  })

  it('comes to the same beside others that use its model meanwhile', async () => {
    const alone = await trained()
    const { model, optimizer } = await smallModel(backend)
    const input = backend.spikes({ batch: 1, time: 20, neurons: 12, b: [0, 0], t: [1, 2], i: [0, 3] })
    const run = fit(model, { ...common, optimizer })
    const looks: Promise<unknown>[] = []
    const look = (): void => void looks.push(model.run(input), model.run(input))
    run.on('batch', look)
    run.on('evaluate', look)
    await run.done
    await Promise.all(looks)
    input.free()
    expect(await model.save()).toEqual(alone.weights)
  })

  it('leaves nothing on the backend but what it was given', async () => {
    const { model, optimizer } = await smallModel(backend)
    await fit(model, { ...common, epochs: 1, optimizer }).done
    const before = backend.memory.live
    await fit(model, { ...common, epochs: 1, optimizer, seed: 3 }).done
    expect(backend.memory.live).toBe(before)
  })

  it('takes a loss of one’s own, clips gradients, and trains by each rule', async () => {
    const { weights } = await trained({ epochs: 1 })
    const squares = await trained({ epochs: 1, loss: ({ logits }) => mul(sum(mul(logits, logits)), 1e-2) })
    expect(squares.weights).not.toEqual(weights)
    expect((await trained({ epochs: 1, clip: 1e-3 })).weights).not.toEqual(weights)
    const dense = await trained({ epochs: 1, rule: 'dense' })
    expect((dense.epochs as Epoch[])[0]!.activity).toEqual([95, 95])
    const { epochs } = await trained({ epochs: 1, rule: unrolled })
    const [first] = epochs as Epoch[]
    expect(first!.activity).toEqual([])
    expect(first!.loss).toBeCloseTo(((await trained({ epochs: 1 })).epochs as Epoch[])[0]!.loss, 2)
  })

  it('refuses options that are out of range, by name', async () => {
    const { model, optimizer } = await smallModel(backend)
    const given = (o: Partial<FitOptions>) => () => fit(model, { ...common, optimizer, ...o })
    expect(given({ epochs: 0 })).toThrow('epochs must be a whole number from 1; got 0')
    expect(given({ batch: 1.5 })).toThrow('batch must be')
    expect(given({ seed: -1 })).toThrow('seed must be')
    expect(given({ underWay: 3 as 2 })).toThrow('underWay must be a whole number from 1 to 2; got 3')
    expect(given({ checkpoint: { seconds: 0 } })).toThrow('checkpoint.seconds must be a finite number above 0')
    expect(given({ test: { ...sets.test, length: 0 } })).toThrow('the test set has no samples')
  })

  it('is iterated once', async () => {
    const { model, optimizer } = await smallModel(backend)
    const run = fit(model, { ...common, epochs: 1, optimizer })
    await run.done
    expect(() => run[Symbol.asyncIterator]()).toThrow('iterated twice')
  })
})

describe('a stopped run', () => {
  it.each([1, 3, 5, 8, 13, 19])('goes on after step %i to the very same bits', async (steps) => {
    const store = await stoppedAfter(steps)
    expect(await trained({ store })).toEqual(await trained())
    expect(((await readLines(store, METRICS_KEY)) as Epoch[]).map(timeless)).toEqual((await trained()).epochs)
  })

  it('goes on after break, and needs no seed of the model that it goes on from', async () => {
    const store = memory()
    const { model, optimizer } = await smallModel(backend)
    for await (const epoch of fit(model, { ...common, optimizer, store })) if (epoch.index === 1) break
    const rest: number[] = []
    const from = await smallModel(backend, { seed: 77 })
    for await (const { index } of fit(from.model, { ...common, optimizer: from.optimizer, store })) rest.push(index)
    expect(rest).toEqual([2, 3])
    expect(await from.model.save()).toEqual((await trained()).weights)
  })

  it('says where it goes on, and does nothing more once it has come to its end', async () => {
    const store = await stoppedAfter(7)
    const { model, optimizer } = await smallModel(backend)
    const run = fit(model, { ...common, optimizer, store })
    const places: unknown[] = []
    run.on('resume', (place) => places.push(place))
    await run.done
    expect(places).toMatchObject([{ epoch: 1, batch: expect.any(Number), step: expect.any(Number) }])
    const again = await trained({ store })
    expect(again).toEqual(await trained())
    const longer = await trained({ store, epochs: 5 })
    expect(longer).toEqual(await trained({ epochs: 5 }))
  })

  it('ends at once when the signal came before', async () => {
    const { model, optimizer } = await smallModel(backend)
    const before = await model.save()
    expect(await fit(model, { ...common, optimizer, signal: AbortSignal.abort() }).done).toEqual([])
    expect(await model.save()).toEqual(before)
  })

  it('is not taken up with other settings, which are named', async () => {
    const store = await stoppedAfter(2)
    await expect(trained({ store, batch: 30, clip: 2 })).rejects.toMatchObject({
      code: 'CHECKPOINT',
      where: 'batch, clip',
    })
    await expect(trained({ store, batch: 30 })).rejects.toThrow('batch: 20 there, 30 here')
    await expect(trained({ store, train: reordered(sets.train) })).rejects.toThrow('train: small')
    const model = await smallNetwork({ backwardThreshold: 0.1 }).build(backend, { seed: 0 })
    const { optimizer } = await smallModel(backend)
    await expect(fit(model, { ...common, optimizer, store }).done).rejects.toThrow('network: ')
  })

  it('goes on from the checkpoint before, when the newest is damaged', async () => {
    const store = await stoppedAfter(8, { checkpoint: { steps: 3 } })
    const newest = (await store.list('checkpoints/step-')).at(-1)!
    await store.put(newest, (await store.get(newest))!.subarray(0, 1000))
    const { model, optimizer } = await smallModel(backend)
    const run = fit(model, { ...common, optimizer, store })
    const warnings: string[] = []
    run.on('warning', ({ code }) => warnings.push(code))
    await run.done
    expect(warnings).toContain('damaged-checkpoint')
    expect(await model.save()).toEqual((await trained()).weights)
  })

  it('keeps the latest checkpoints and the best epoch’s weights', async () => {
    const store = memory()
    const { epochs } = await trained({ store, epochs: 6, checkpoint: { keep: 2 } })
    expect(await store.list('checkpoints/')).toEqual([
      BEST_KEY,
      'checkpoints/step-00000025.safetensors',
      'checkpoints/step-00000030.safetensors',
    ])
    const best = Math.max(...(epochs as Epoch[]).map(({ validationAccuracy }) => validationAccuracy!))
    const model = await smallNetwork().load(backend, modelBytes((await store.get(BEST_KEY))!))
    expect((await evaluate(model, sets.validation)).accuracy).toBe(best)
  })

  it('shares its store with nobody', async () => {
    const store = memory()
    const { model, optimizer } = await smallModel(backend)
    for await (const _ of fit(model, { ...common, optimizer, store })) {
      await expect(trained({ store })).rejects.toThrow('another run is using this')
      break
    }
    await trained({ store })
  })
})

describe('a run that fails', () => {
  it('ends with the last good checkpoint when the loss is not finite, and says where and what to try', async () => {
    const store = memory()
    const { model, optimizer } = await smallModel(backend)
    const run = fit(model, {
      ...common,
      optimizer,
      store,
      loss: ({ logits }) => {
        const squares = add(sum(mul(logits, logits)), 1)
        return optimizer.updates < 7 ? squares : mul(mul(squares, 1e38), 1e38)
      },
    })
    await expect(run.done).rejects.toMatchObject({ code: 'NONFINITE', where: 'step 8' })
    await expect(run.done).rejects.toThrow(
      /epoch 2, batch 3 of 5.*\n.*\n {2}Try a lower rate \(now 1e-2\).*step 5 is kept/,
    )
    expect(await store.list('checkpoints/step-')).toEqual(['checkpoints/step-00000005.safetensors'])
    await (
      await store.lock()
    )()
  })

  it('passes on what the loss throws, and nothing has changed by that step', async () => {
    const { model, optimizer } = await smallModel(backend)
    const before = await model.save()
    const run = fit(model, {
      ...common,
      optimizer,
      loss: () => {
        throw new Error('my own mistake')
      },
    })
    await expect(run.done).rejects.toThrow('my own mistake')
    expect(await model.save()).toEqual(before)
  })

  it('tells of a layer that is born silent within a few batches', async () => {
    const network = smallNetwork()
    const model = await network.build(backend, {
      seed: 0,
      initializer: ({ layer, shape }) => new Float32Array(shape[0]! * (shape[1] ?? 1)).fill(layer === 1 ? -0.1 : 0.5),
    })
    const { adam } = await import('@snn/core')
    const optimizer = adam(model.parameters, { rate: 1e-3 })
    const run = fit(model, { ...common, epochs: 2, optimizer, regularizers: {} })
    const told: { code: string; step: number; layer?: number | undefined }[] = []
    run.on('warning', (warning) => told.push(warning))
    await run.done
    expect(told).toContainEqual(expect.objectContaining({ code: 'silent-layer', layer: 1, since: 1, step: 5 }))
    expect(told).toContainEqual(expect.objectContaining({ code: 'empty-active-set', layer: 1 }))
  })
})

describe('evaluate', () => {
  it('gives the same however the set is cut into batches', async () => {
    const { model } = await smallModel(backend)
    const whole = await evaluate(model, sets.test, { batch: 30 })
    const pieces = await evaluate(model, sets.test, { batch: 7 })
    expect(pieces.confusion.toJSON()).toEqual(whole.confusion.toJSON())
    expect(pieces.loss).toBeCloseTo(whole.loss, 6)
    expect(whole.samples).toBe(30)
    expect(whole.layers).toHaveLength(2)
    expect(pieces.layers[0]!.spikesPerNeuron).toBeCloseTo(whole.layers[0]!.spikesPerNeuron, 12)
  })

  it('ends when its signal says so', async () => {
    const { model } = await smallModel(backend)
    await expect(evaluate(model, sets.test, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' })
  })
})
