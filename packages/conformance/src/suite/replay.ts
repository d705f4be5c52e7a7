import {
  add,
  adam,
  assign,
  createBackend,
  exp,
  gradients,
  hostArray,
  isSnnError,
  mean,
  mul,
  sgd,
  stopGradient,
  sum,
  type Backend,
  type StepReport,
  type Tensor,
} from '@snn/core'
import { describe, expect, test } from 'vitest'
import { randomCase } from '../random-case.js'
import { coreNet, type CoreNet } from './core-net.js'
import { plainRecipe } from './fixed-cases.js'
import { needs, type DriverOptions, type Subject } from './options.js'
import { bitsOf, expectBits, firstDifference, train, type Trained, type Training } from './training.js'

/** Lists that are too short, steps that are given again, and steps that do not happen. */
export function replayTests(subject: Subject): void {
  async function withBackend<T>(options: DriverOptions, work: (backend: Backend) => Promise<T>): Promise<T> {
    const backend = createBackend(await subject.make(options))
    try {
      return await work(backend)
    } finally {
      await backend.close()
    }
  }
  const trained = (options: DriverOptions, training: Training): Promise<Trained> =>
    withBackend(options, (backend) => train(backend, training))

  describe('fifty steps end in the same bits', () => {
    let usual: Promise<Trained> | undefined
    const reference = (): Promise<Trained> => (usual ??= trained({}, { steps: 50, ahead: 1 }))
    test.for<[string, DriverOptions, Training['ahead']]>([
      ['when they are run again', {}, 1],
      ['with two of them under way', {}, 2],
      ['when every list begins with one entry', { capacity: 1 }, 1],
      ['when every list begins with one entry and two are under way', { capacity: 1 }, 2],
      ['when every step is replayed', { replay: 'always' }, 1],
      ['when every step is replayed and two are under way', { replay: 'always' }, 2],
      ['when lists begin short and every step is replayed', { capacity: 1, replay: 'always' }, 2],
      ['on one thread', { threads: 1 }, 2],
      ['on three threads', { threads: 3 }, 2],
    ])('%s', async ([, options, ahead], context) => {
      needs(context, subject.driver(), 'repeatable')
      const [expected, found] = [await reference(), await trained(options, { steps: 50, ahead })]
      expectBits(found.bits, expected.bits)
      expect(found.losses).toEqual(expected.losses)
      expect(found.losses.at(-1)!).toBeLessThan(found.losses[0]!)
      if (options.capacity === 1) expect(found.replays).toBeGreaterThan(0)
      // A replay is counted where it begins; the step behind it goes along.
      if (options.replay === 'always') expect(found.replays).toBeGreaterThanOrEqual(50 / ahead)
    })
  })

  test('a step with two optimizers whose second forward pass overflows applies each once', async (context) => {
    needs(context, subject.driver(), 'repeatable')
    const recipe = { ...plainRecipe, sizes: [6, 40, 30], batch: 24, steps: 30, density: 0.6 }
    const run = (options: DriverOptions): Promise<{ bits: Record<string, Uint32Array>[]; replays: number }> =>
      withBackend(options, async (backend) => {
        const nets = [4, 5].map((seed) => coreNet(backend, randomCase({ ...recipe, seed }))) as [CoreNet, CoreNet]
        const optimizers = nets.map((net) => adam(net.parameters as Record<string, Tensor>, { rate: 0.01 }))
        const update = (k: number): void => {
          const parameters = nets[k]!.parameters as Record<string, Tensor>
          optimizers[k]!.update(gradients(nets[k]!.forward().loss, parameters))
        }
        // The lists of the first net have grown by the time the second is met.
        await backend.step(() => update(0))
        let replays = 0
        await backend.step(
          () => {
            update(0)
            update(1)
          },
          { report: (report: StepReport) => void (replays = report.replays) },
        )
        expect(optimizers.map((optimizer) => optimizer.updates)).toEqual([2, 1])
        const bits = await Promise.all(nets.map((net, k) => bitsOf(net.parameters, optimizers[k])))
        return { bits, replays }
      })
    const [usual, short] = [await run({}), await run({ capacity: 1 })]
    expect(short.replays).toBeGreaterThan(0)
    short.bits.forEach((bits, k) => expectBits(bits, usual.bits[k]!))
  })

  describe('a step that does not happen changes nothing', () => {
    interface Setting {
      readonly backend: Backend
      readonly net: CoreNet
      readonly parameters: Record<string, Tensor>
      readonly optimizer: ReturnType<typeof adam<Record<string, Tensor>>>
    }

    /** Runs what must fail with this code and leave weights, moments, counts and bytes as they were; then a step that succeeds. */
    async function expectUnchanged(
      code: string | undefined,
      fail: (setting: Setting) => Promise<unknown>,
    ): Promise<void> {
      await withBackend({}, async (backend) => {
        const net = coreNet(backend, randomCase({ ...plainRecipe, seed: 6, density: 0.5 }))
        const parameters = net.parameters as Record<string, Tensor>
        const optimizer = adam(parameters, { rate: 0.01 })
        const good = (): Promise<void> =>
          backend.step(() => optimizer.update(gradients(net.forward().loss, parameters)))
        await good()
        const before = { bits: await bitsOf(parameters, optimizer), live: backend.memory.live }
        const error: unknown = await fail({ backend, net, parameters, optimizer }).then(
          () => undefined,
          (cause: unknown) => cause,
        )
        expect(error).toBeInstanceOf(Error)
        if (code !== undefined) expect(isSnnError(error) && error.code).toBe(code)
        expect(optimizer.updates).toBe(1)
        expectBits(await bitsOf(parameters, optimizer), before.bits)
        expect(backend.memory.live).toBe(before.live)
        await good()
        expect(optimizer.updates).toBe(2)
        expect(firstDifference(await bitsOf(parameters, optimizer), before.bits)).toBeDefined()
      })
    }
    /** A loss whose gradient is not finite, though its parameters are. */
    const explode = ({ net, parameters, optimizer }: Setting): void => {
      const weight = Object.values(parameters)[0]!
      const loss = add(net.forward().loss, sum(exp(mul(1e4, exp(weight)))))
      optimizer.update(gradients(loss, parameters))
    }

    test('when its closure throws at the end', () =>
      expectUnchanged(undefined, ({ backend, net, parameters, optimizer }) =>
        backend.step(() => {
          optimizer.update(gradients(net.forward().loss, parameters))
          throw new Error('on purpose')
        }),
      ))

    test('when its closure returns a promise', () =>
      expectUnchanged('STEP', ({ backend, net, parameters, optimizer }) =>
        backend.step((() => {
          optimizer.update(gradients(net.forward().loss, parameters))
          return Promise.resolve()
        }) as unknown as () => void),
      ))

    test('when a gradient is not finite', () =>
      expectUnchanged('NONFINITE', (setting) => setting.backend.step(() => explode(setting))))

    test('when its loss is not finite, though every gradient is', () =>
      expectUnchanged('NONFINITE', ({ backend, net, parameters, optimizer }) =>
        backend.step(() => {
          const infinite = stopGradient(exp(mul(1e4, exp(mean(Object.values(parameters)[0]!)))))
          optimizer.update(gradients(add(net.forward().loss, infinite), parameters))
        }),
      ))

    test('when the step before it fails, or its own gradient is not finite and one more is under way', () =>
      expectUnchanged('STEP', async (setting) => {
        const { backend, net, parameters, optimizer } = setting
        const first = backend.step(() => explode(setting))
        const second = backend.step(() => optimizer.update(gradients(net.forward().loss, parameters)))
        await expect(first).rejects.toMatchObject({ code: 'NONFINITE' })
        await second
      }))

    test('when its signal was aborted', () =>
      expectUnchanged('ABORTED', ({ backend, net, parameters, optimizer }) =>
        backend.step(() => optimizer.update(gradients(net.forward().loss, parameters)), {
          signal: AbortSignal.abort(),
        }),
      ))
  })

  test('what a step assigns is not seen by the step itself, and is by the next', async () => {
    const backend = subject.backend()
    const state = backend.tensor(hostArray(Float32Array.of(1, 2)))
    const double = (): Promise<number> =>
      backend.step(() => {
        const next = mul(2, state)
        const before = mean(state)
        assign(state, next)
        return before
      })
    expect(await Promise.all([double(), double()])).toEqual([1.5, 3])
    expect([...(await state.read()).data]).toEqual([4, 8])
    state.free()
  })

  test('gradient descent without momentum moves a parameter by rate · gradient', async () => {
    const backend = subject.backend()
    const x = backend.tensor(hostArray(Float32Array.of(1, -2, 0.5)))
    const optimizer = sgd({ x }, { rate: 0.25 })
    await backend.step(() => optimizer.update(gradients(sum(mul(x, x)), { x })))
    expect([...(await x.read()).data]).toEqual([0.5, -1, 0.25])
    optimizer.free()
    x.free()
  })
}
