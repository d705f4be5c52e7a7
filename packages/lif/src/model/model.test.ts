import { crossEntropy, gradients, hostArray, readSafetensors, writeSafetensors, type Backend } from '@snn/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sequential } from '../network/network.js'
import { networkFromCheckpoint } from '../network/restore.js'
import { backends } from '../testing/backends.js'
import { lively, randomEvents, smallNet } from '../testing/nets.js'
import { normalWeights } from './initializers.js'
import type { Model } from './model.js'
import { unrolled } from './unrolled.js'

describe.each(backends)('a model on $name', ({ make }) => {
  let backend: Backend
  beforeAll(async () => {
    backend = await make()
  })
  afterAll(() => backend.close())

  const events = randomEvents(1, 3, 20, 7)
  const logitsOf = async (model: Model): Promise<Float32Array> =>
    (await model.run(model.backend.spikes(events))).logits.data
  const values = async (model: Model): Promise<Record<string, readonly number[]>> =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(model.parameters).map(async ([name, x]) => [name, [...(await x.read()).data]] as const),
      ),
    )

  it('has the parameters of its network, the same for a seed', async () => {
    const network = smallNet()
    const model = await network.build(backend, { seed: 3 })
    expect(Object.entries(model.parameters).map(([name, { shape }]) => [name, shape])).toEqual(
      network.parameters.map(({ name, shape }) => [name, shape]),
    )
    expect(await values(await network.build(backend, { seed: 3 }))).toEqual(await values(model))
    expect(await values(await network.build(backend, { seed: 4 }))).not.toEqual(await values(model))
  })

  it.each([
    ['half a seed', { seed: 0.5 }],
    ['no seed', {}],
    ['an unknown option', { seed: 0, gain: 2 }],
    ['an initializer that is a name', { seed: 0, initializer: 'normal' }],
  ])('refuses %s', async (_, o) => {
    await expect(smallNet().build(backend, o as never)).rejects.toMatchObject({ code: 'ARGUMENT' })
  })

  it('gives logits and the trains of hidden layers, and the output train where the last layer spikes', async () => {
    const model = await smallNet().build(backend, { seed: 0, initializer: lively })
    const counting = await smallNet({ over: 'counts' }).build(backend, { seed: 0, initializer: lively })
    await backend.step(() => {
      const { logits, hidden, output } = model.forward(backend.spikes(events))
      expect(logits.shape).toEqual([3, 4])
      expect(hidden.map(({ batch, time, neurons }) => [batch, time, neurons])).toEqual([
        [3, 20, 9],
        [3, 20, 6],
      ])
      expect(output).toBeUndefined()
      const last = counting.forward(backend.spikes(events))
      expect(last.hidden.map(({ neurons }) => neurons)).toEqual([9, 6])
      expect(last.output?.neurons).toBe(4)
    })
  })

  it.each([
    [
      'of other neurons',
      () => randomEvents(1, 2, 5, 8),
      'SHAPE',
      'layer 0 (dense 7 → 9) was given a spike train of 8 neurons',
    ],
  ])('refuses spikes %s', async (_, make, code, text) => {
    const model = await smallNet().build(backend, { seed: 0 })
    const spikes = backend.spikes(make())
    await expect(backend.step(() => void model.forward(spikes))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(text),
    })
  })

  it.each([
    ['of rank 1', [7], undefined, 'SHAPE', '[batch, neurons] or [batch, time, neurons]'],
    ['of other neurons', [2, 6], 5, 'SHAPE', 'was given a tensor [2, 6] of 6 neurons'],
    ['that is constant, without a number of steps', [2, 7], undefined, 'ARGUMENT', 'needs a number of time steps'],
    ['of 4 steps as one of 5', [2, 4, 7], 5, 'ARGUMENT', 'the input has 4 time steps; the option steps says 5'],
  ])('refuses a tensor %s', async (_, shape, steps, code, text) => {
    const model = await smallNet().build(backend, { seed: 0 })
    const x = backend.tensor(hostArray(new Float32Array(shape.reduce((a, b) => a * b)), shape))
    const o = steps === undefined ? {} : { steps }
    await expect(backend.step(() => void model.forward(x, o))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(text),
    })
    await expect(model.run(x, o)).rejects.toMatchObject({ code })
  })

  it.each([
    ['an unknown option', { rules: 'dense' }],
    ['an unknown rule', { rule: 'exact' }],
    ['a seed below 0', { seed: -1 }],
  ])('refuses %s of forward', async (_, o) => {
    const model = await smallNet().build(backend, { seed: 0 })
    const spikes = backend.spikes(events)
    await expect(backend.step(() => void model.forward(spikes, o as never))).rejects.toMatchObject({ code: 'ARGUMENT' })
  })

  it('uses other parameters where they are given, and refuses incomplete ones', async () => {
    const network = smallNet()
    const [a, b] = [
      await network.build(backend, { seed: 1, initializer: lively }),
      await network.build(backend, { seed: 2, initializer: lively }),
    ]
    const spikes = backend.spikes(events)
    const { logits } = await backend.step(() => ({ logits: a.forward(spikes, { parameters: b.parameters }).logits }))
    expect((await logits.read()).data).toEqual(await logitsOf(b))
    const { 'layer1.bias': _bias, ...rest } = b.parameters
    await expect(backend.step(() => void a.forward(spikes, { parameters: rest }))).rejects.toMatchObject({
      code: 'SHAPE',
      where: 'parameters.layer1.bias',
    })
  })

  it('copied, computes the same, and is independent', async () => {
    const model = await smallNet().build(backend, { seed: 0, initializer: lively })
    const other = await make()
    const copy = await model.copyTo(other)
    const before = await logitsOf(model)
    expect(await logitsOf(copy)).toEqual(before)
    model.free()
    expect(await logitsOf(copy)).toEqual(before)
    await other.close()
  })

  it('gives back all its memory', async () => {
    const use = async (): Promise<number> => {
      const model = await smallNet().build(backend, { seed: 0, initializer: lively })
      const [spikes, labels] = [backend.spikes(events), backend.tensor(hostArray(Int32Array.of(0, 1, 2)))]
      for (const rule of ['sparse', 'dense', unrolled] as const)
        await backend.step(() => {
          const { logits } = model.forward(spikes, { rule })
          gradients(crossEntropy(logits, labels), model.parameters)
        })
      await model.run(spikes, { record: ['spikes', 'potentials', 'active'] })
      const stream = model.stream(3)
      await stream.push(spikes)
      stream.close()
      spikes.free()
      labels.free()
      model.free()
      model.free()
      return backend.memory.live
    }
    // What core keeps from the first use on, such as the numbers of the classes, is there before it is measured.
    const before = await use()
    expect(await use()).toBe(before)
  })

  describe('saved', () => {
    it('comes back to the same bits, through its network or by itself', async () => {
      const network = smallNet()
      const model = await network.build(backend, { seed: 5, initializer: lively })
      const bytes = await model.save()
      const again = await network.load(backend, bytes)
      expect(await values(again)).toEqual(await values(model))
      expect(await again.save()).toEqual(bytes)
      expect(networkFromCheckpoint(bytes).equals(network)).toBe(true)
      const other = await network.build(backend, { seed: 6 })
      await other.load(bytes)
      expect(await values(other)).toEqual(await values(model))
    })

    it('may be used with another B_th', async () => {
      const bytes = await (await smallNet().build(backend, { seed: 5 })).save()
      await expect(smallNet({ backwardThreshold: Infinity }).load(backend, bytes)).resolves.toMatchObject({
        kind: 'model',
      })
    })

    it('is refused by another network, which says what differs', async () => {
      const bytes = await (await smallNet().build(backend, { seed: 5 })).save()
      await expect(smallNet({ sizes: [7, 8, 4] }).load(backend, bytes)).rejects.toMatchObject({
        code: 'CHECKPOINT',
        message: expect.stringMatching(
          /^the checkpoint is of another network: 7 ─ 9 lif ─ 6 lif ─ 4 leaky \(max\), not 7 ─ 8 lif ─ 4 leaky \(max\)\.\n {2}Here against there: layers\.length: 2 against 3; /,
        ),
      })
      const slower = sequential({ dt: 2e-3 }, smallNet().layers)
      await expect(slower.load(backend, bytes)).rejects.toMatchObject({
        code: 'CHECKPOINT',
        message: expect.stringContaining('dt: 0.002 against 0.001'),
      })
    })

    it('with a part missing, too much, of another shape or not finite is refused, and changes nothing', async () => {
      const network = smallNet()
      const model = await network.build(backend, { seed: 5 })
      const before = await values(model)
      const { tensors, metadata } = readSafetensors(await (await network.build(backend, { seed: 6 })).save())
      const floats = tensors as Record<string, ReturnType<typeof hostArray<Float32Array>>>
      const { 'layer0.bias': _bias, ...less } = floats
      const spoiled: readonly [string, string, Record<string, ReturnType<typeof hostArray<Float32Array>>>][] = [
        ['CHECKPOINT', 'it lacks layer0.bias', less],
        ['CHECKPOINT', 'it also holds more', { ...floats, more: hostArray(new Float32Array(1)) }],
        ['CHECKPOINT', 'layer0.bias is [3]', { ...floats, 'layer0.bias': hostArray(new Float32Array(3)) }],
        [
          'NONFINITE',
          'holds NaN at element 2',
          { ...floats, 'layer0.bias': hostArray(new Float32Array(9).fill(NaN, 2)) },
        ],
      ]
      for (const [code, text, bad] of spoiled)
        for (const described of [metadata, {}])
          await expect(model.load(writeSafetensors(bad, described))).rejects.toMatchObject({
            code,
            message: expect.stringContaining(text),
          })
      expect(await values(model)).toEqual(before)
    })

    it('cut short or spoiled is refused as no checkpoint', async () => {
      const network = smallNet()
      const bytes = await (await network.build(backend, { seed: 5 })).save()
      for (const length of [0, 7, 100, bytes.length - 1])
        await expect(network.load(backend, bytes.slice(0, length))).rejects.toMatchObject({ code: 'FORMAT' })
      const { tensors } = readSafetensors(bytes)
      const bad = writeSafetensors(tensors as never, { 'snn.network': '{' })
      await expect(network.load(backend, bad)).rejects.toMatchObject({ code: 'CHECKPOINT' })
      expect(() => networkFromCheckpoint(writeSafetensors(tensors as never))).toThrow(
        expect.objectContaining({ code: 'CHECKPOINT' }),
      )
    })
  })
})

it('the default first values are normal weights of gain 20', async () => {
  const { make } = backends[0]!
  const backend = await make()
  const network = smallNet()
  const [a, b] = [
    await network.build(backend, { seed: 0 }),
    await network.build(backend, { seed: 0, initializer: normalWeights({ gain: 20 }) }),
  ]
  expect(await a.save()).toEqual(await b.save())
  await backend.close()
})
