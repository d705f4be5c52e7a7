import { describe, expect, it } from 'vitest'
import { createOrder } from './order.js'
import type { Pipeline } from './pipelines.js'

/** A kernel that is being compiled until it is said to be ready. */
function compiling(): Pipeline & { ready(): Promise<void> } {
  let resolve = (): void => {}
  const kernel = {
    compiling: new Promise<void>((found) => (resolve = found)) as Promise<void> | undefined,
    async ready() {
      const { compiling } = kernel
      kernel.compiling = undefined
      resolve()
      await compiling
    },
  }
  return kernel as unknown as Pipeline & typeof kernel
}

describe('the order of work', () => {
  it('is kept behind kernels that are compiled, whichever is ready first', async () => {
    const order = createOrder(() => {})
    const [first, second] = [compiling(), compiling()]
    const done: string[] = []
    order.give(() => done.push('before'))
    order.give(() => done.push('first'), first)
    order.give(() => done.push('between'))
    order.give(() => done.push('second'), second)
    expect(done).toEqual(['before'])
    await second.ready()
    expect(done).toEqual(['before'])
    await first.ready()
    await order.done()
    expect(done).toEqual(['before', 'first', 'between', 'second'])
    expect(order.waits).toBe(false)
  })

  it('goes on behind what throws, which is told', async () => {
    const told: unknown[] = []
    const order = createOrder((cause) => told.push(cause))
    const kernel = compiling()
    const error = new RangeError('on purpose')
    const fails = (): void => {
      throw error
    }
    expect(() => order.give(fails)).toThrow(error)
    order.give(fails, kernel)
    let done = false
    order.give(() => (done = true))
    await kernel.ready()
    await order.done()
    expect([told, done]).toEqual([[error], true])
  })
})
