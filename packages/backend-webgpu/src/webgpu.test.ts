import { plain } from '@snn/conformance'
import { add, createBackend, expr, firstOf, hostArray, spikeCounts, spikingLayer, sum, type Backend } from '@snn/core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDriver } from './testing/open-driver.js'
import { skipWithoutDevice } from './testing/skip-without-device.js'
import { createWebgpuDriver, webgpu, type WebgpuOptions } from './webgpu.js'

describe('webgpu', () => {
  it.each([
    [{ capacity: 0 }, /capacity must be a whole number from 1; got 0/],
    [{ memoryLimit: 1000 }, /memoryLimit must be a whole number from 1048576; got 1000/],
    [{ powerPreference: 'fast' }, /powerPreference must be one of high-performance, low-power; got "fast"/],
    [{ replay: 'never' }, /replay must be one of when-needed, always; got "never"/],
    [{ largestBinding: 100 }, /largestBinding must be a whole number from 4096; got 100/],
    [{ longestSweep: 8 }, /longestSweep must be a whole number from 32; got 8/],
    [{ subgroups: 'no' }, /subgroups must be one of true, false; got "no"/],
    [{ warmUp: true }, /warmUp must be a function; got boolean/],
    [{ threads: 2 }, /the option 'threads'[^]*powerPreference, memoryLimit, profile, warmUp, .*capacity and replay/],
  ])('refuses %o', async (options, message) => {
    await expect(webgpu(options as WebgpuOptions)).rejects.toThrowError(
      expect.objectContaining({ code: 'ARGUMENT', message: expect.stringMatching(message) }),
    )
  })
})

describe('where WebGPU gives no device', () => {
  afterEach(() => vi.unstubAllGlobals())

  it.each([
    ['there is no adapter', () => null, /no adapter/],
    [
      'the adapter gives none',
      () => ({ limits: {}, features: new Set(), requestDevice: () => Promise.reject(new Error('busy')) }),
      /gave no device[^]*busy/,
    ],
  ])('firstOf goes on to the next backend, and says that %s', async (_, requestAdapter, message) => {
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => requestAdapter() } })
    const why: unknown[] = []
    const backend = await firstOf([webgpu, () => plain()], { skipped: (reason) => why.push(reason) })
    expect(backend.name).toBe('plain')
    expect(why).toEqual([expect.objectContaining({ code: 'BACKEND', message: expect.stringMatching(message) })])
    await backend.close()
  })
})

describe.skipIf(await skipWithoutDevice())('a device', () => {
  let backend: Backend
  beforeAll(async () => void (backend = await webgpu({ memoryLimit: 1 << 20 })))
  afterAll(() => backend.close())

  it('says what it is', () => {
    expect(backend.device).not.toBe('')
    expect(backend.details).toMatchObject({ memoryLimit: '1.0 MiB', software: expect.any(Boolean) })
  })

  it('says whether kernels use its subgroups', async () => {
    expect(backend.details['subgroups']).toMatch(/^(of \d+ (to \d+ )?lanes|not used)$/)
    const without = await webgpu({ subgroups: false })
    expect(without.details['subgroups']).toBe('not used')
    await without.close()
  })

  it('names what would pass the memory limit, and goes on', async () => {
    expect(() => backend.tensor(hostArray(new Float32Array(1 << 19)))).toThrowError(
      expect.objectContaining({ code: 'MEMORY', message: expect.stringContaining('memoryLimit') }),
    )
    const x = backend.tensor(hostArray(Float32Array.of(1, 2)))
    expect([...(await add(x, x).read()).data]).toEqual([2, 4])
    x.free()
  })

  it('gives memory that was freed to others, zero again', async () => {
    const sizes = [100_000, 60_000, 100_000, 30_000]
    for (let k = 0; k < 40; k++) {
      const x = backend.tensor(hostArray(new Float32Array(sizes[k % sizes.length]!).fill(k)))
      expect((await x.read()).data.every((value) => value === k)).toBe(true)
      x.free()
    }
  })

  it('refuses a step whose lists would pass the memory limit, and goes on with others', async () => {
    const small = await webgpu({ memoryLimit: 1 << 20, capacity: 1 })
    const layer = {
      inputs: 0,
      neurons: 64,
      alpha: 0,
      threshold: 1,
      reset: 0,
      backwardThreshold: 0.5,
      surrogate: expr.constant(1),
    }
    const drive = small.tensor(hostArray(new Float32Array(64 * 64), [64, 64]))
    const spikes = (value: number): Promise<number> =>
      small.step(() => sum(spikeCounts(spikingLayer(layer, { current: add(drive, value), time: 80 }).spikes)))
    expect(await spikes(0)).toBe(0)
    await expect(spikes(2)).rejects.toMatchObject({ code: 'MEMORY' })
    expect(await spikes(0)).toBe(0)
    await small.close()
  })

  it('holds nothing of a plan that it has no room for, however often it is asked', async () => {
    const driver = await createWebgpuDriver({ memoryLimit: 1 << 20, capacity: 1 })
    const alpha = 0.5
    const layer = { inputs: 0, neurons: 1000, alpha, threshold: 1, reset: 0, backwardThreshold: 0.5 }
    const readout = { inputs: 1, classes: 1000, alpha, over: 'sum' } as const
    const plans = {
      layer: () => driver.spiking.plan({ ...layer, surrogate: expr.constant(1) }, { batch: 100, time: 1 }),
      readout: () => driver.spiking.planReadout(readout, { batch: 100, time: 1 }),
    }
    // More often than there are places for plans.
    for (const [name, plan] of Object.entries(plans))
      for (let k = 0; k < 1100; k++) expect(plan, name).toThrow(/more were asked for/)
    driver.release(driver.allocate(900_000))
    await driver.close()
  })

  it('works through more calls in a step than its arguments have room for', async () => {
    const x = backend.tensor(hostArray(Float32Array.of(1, 2)))
    const { y } = await backend.step(() => {
      let y = x
      for (let k = 0; k < 700; k++) y = add(y, 1)
      return { y }
    })
    expect([...(await y.read()).data]).toEqual([701, 702])
    for (const tensor of [x, y]) tensor.free()
  })

  it('that is lost in the middle of a step fails that step and all that follows, by name', async () => {
    const { driver, gpu } = await openDriver()
    const lost = createBackend(driver)
    const x = lost.tensor(hostArray(Float32Array.of(1, 2)))
    const step = lost.step(() => ({ y: add(x, x) }))
    gpu.close()
    const error = { code: 'BACKEND', fix: expect.stringContaining('checkpoint') }
    await expect(step).rejects.toMatchObject(error)
    await expect(lost.step(() => ({ y: add(x, x) }))).rejects.toMatchObject(error)
    await expect(x.read()).rejects.toMatchObject(error)
    await lost.close()
  })
})
