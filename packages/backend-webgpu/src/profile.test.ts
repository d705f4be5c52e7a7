import { add, assign, createBackend, hostArray } from '@snn/core'
import { smallModel, smallSet } from '@snn/train/testing/small'
import { describe, expect, it } from 'vitest'
import type { KernelProfile } from './index.js'
import { losses } from './testing/losses.js'
import { openDriver } from './testing/open-driver.js'
import { skipWithoutDevice } from './testing/skip-without-device.js'
import { webgpu } from './webgpu.js'

describe.skipIf(await skipWithoutDevice())('a profile', () => {
  it('counts dispatches, and every word that a kernel reads and writes', async () => {
    const steps: (readonly KernelProfile[])[] = []
    const backend = await webgpu({ profile: (kernels) => steps.push(kernels) })
    const x = backend.tensor(hostArray(new Float32Array(1000)))
    await backend.step(() => ({ y: add(add(x, x), 1) }))
    const bytes = 4 * 1000
    expect(steps).toEqual([
      [
        {
          name: 'map',
          dispatches: 2,
          workgroups: 8,
          bytesRead: 3 * bytes,
          bytesWritten: 2 * bytes,
          milliseconds: expect.any(Number),
        },
      ],
    ])
    await backend.close()
  })

  it('times more dispatches than a set of queries holds', async () => {
    const steps: (readonly KernelProfile[])[] = []
    const backend = await webgpu({ profile: (kernels) => steps.push(kernels) })
    const [from, ...many] = Array.from({ length: 1201 }, () => backend.tensor(hostArray(Float32Array.of(0))))
    await backend.step(() => {
      for (const one of many) assign(one, from!)
    })
    expect(steps).toEqual([[expect.objectContaining({ dispatches: many.length, milliseconds: expect.any(Number) })]])
    await backend.close()
  })

  it('is of one step, though another is under way', async () => {
    const steps: (readonly KernelProfile[])[] = []
    const backend = await webgpu({ profile: (kernels) => steps.push(kernels) })
    const x = backend.tensor(hostArray(new Float32Array(1000)))
    const bytes = 4 * 1000
    const given = [1, 2, 3, 4].map((calls) =>
      backend.step(() => {
        let y = x
        for (let k = 0; k < calls; k++) y = add(y, 1)
        return { y }
      }),
    )
    await Promise.all(given)
    const read = [1, 2, 3, 4].map((calls) => ({ dispatches: calls, bytesRead: calls * bytes }))
    expect(steps).toEqual(
      read.map((counts) => [expect.objectContaining({ ...counts, milliseconds: expect.any(Number) })]),
    )
    await backend.close()
  })

  it('is given up with the step when the device is lost', async () => {
    const { driver, gpu } = await openDriver({ profile: true })
    const backend = createBackend(driver)
    const x = backend.tensor(hostArray(new Float32Array(1000)))
    const step = backend.step(() => ({ y: add(x, x) }))
    gpu.close()
    await expect(step).rejects.toMatchObject({ code: 'BACKEND', message: expect.stringContaining('lost') })
    await expect(gpu.profile()).rejects.toMatchObject({ code: 'BACKEND', message: expect.stringContaining('lost') })
  })

  it('does not change what is computed', async () => {
    const [plain, profiled] = [await webgpu(), await webgpu({ profile: () => {} })]
    const [set, some] = [smallSet(60), { steps: 6, batch: 20 }]
    expect(await losses(await smallModel(profiled), set, some)).toEqual(
      await losses(await smallModel(plain), set, some),
    )
    await plain.close()
    await profiled.close()
  })
})
