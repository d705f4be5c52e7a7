import { afterEach, expect, it, vi } from 'vitest'
import { mapped } from './mapped.js'

afterEach(() => vi.unstubAllGlobals())

/** A device whose buffers are mapped when something has been submitted so often; it counts how often something was. */
function deviceOf(after: number): { device: GPUDevice; buffer: GPUBuffer; submitted: () => number } {
  let count = 0
  let settle: (value: undefined) => void = () => {}
  const mapAsync = (): Promise<undefined> =>
    new Promise((resolve) => {
      settle = resolve
      if (after === 0) resolve(undefined)
    })
  const submit = (commands: readonly GPUCommandBuffer[]): void => {
    expect(commands).toEqual([])
    if (++count === after) settle(undefined)
  }
  return {
    device: { queue: { submit } } as unknown as GPUDevice,
    buffer: { mapAsync } as unknown as GPUBuffer,
    submitted: () => count,
  }
}

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0'
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36'

it.each([1, 3, 12])(
  'submits nothing in Firefox until the buffer is mapped, here %i times, and then no more',
  async (after) => {
    vi.stubGlobal('navigator', { userAgent: FIREFOX })
    const { device, buffer, submitted } = deviceOf(after)
    await mapped(device, buffer)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(submitted()).toBe(after)
  },
)

it('leaves a device alone elsewhere', async () => {
  vi.stubGlobal('navigator', { userAgent: CHROME })
  const { device, buffer, submitted } = deviceOf(1)
  void mapped(device, buffer)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(submitted()).toBe(0)
})

it('ends when the device refuses', async () => {
  vi.stubGlobal('navigator', { userAgent: FIREFOX })
  const { device, submitted } = deviceOf(0)
  const buffer = { mapAsync: () => Promise.reject(new Error('lost')) } as unknown as GPUBuffer
  await expect(mapped(device, buffer)).rejects.toThrow('lost')
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(submitted()).toBe(0)
})
