import { describe, expect, it } from 'vitest'
import { createPool, type GpuBuffer } from './pool.js'

/** A pool on a device that has no room for buffers of so many bytes and more, and what it destroys. */
function poolOf({ room }: { readonly room: number }): {
  readonly pool: ReturnType<typeof createPool>
  readonly destroyed: GpuBuffer[]
  readonly told: Error[]
} {
  const destroyed: GpuBuffer[] = []
  const told: Error[] = []
  let last = 0
  const device = {
    limits: { maxBufferSize: 1 << 20 },
    pushErrorScope() {},
    createBuffer: ({ size }: { readonly size: number }) => ({ size: (last = size) }),
    popErrorScope: async () => (last >= room ? { message: 'no room' } : null),
  }
  const pool = createPool({
    device: device as unknown as GPUDevice,
    limit: 1 << 21,
    window: 1 << 20,
    clear() {},
    destroy: (buffers) => void destroyed.push(...buffers),
    failed: (error) => void told.push(error),
  })
  return { pool, destroyed, told }
}

describe('the pool', () => {
  it('gives a buffer that was released to the next who asks for its size', () => {
    const { pool } = poolOf({ room: 1 << 20 })
    const first = pool.allocate(1000)
    pool.release(first)
    expect(pool.allocate(1000).buffer).toBe(first.buffer)
  })

  it('does not give a buffer again for which the device had no room, and gives back what is idle', async () => {
    const { pool, destroyed, told } = poolOf({ room: 4096 })
    const idle = pool.allocate(1000)
    pool.release(idle)
    const [early, late] = [pool.allocate(4096), pool.allocate(4096)]
    pool.release(early)
    await Promise.resolve()
    await Promise.resolve()
    expect(told).toEqual([
      expect.objectContaining({ code: 'MEMORY', message: expect.stringContaining('no room for 4.0 KiB more') }),
      expect.objectContaining({ code: 'MEMORY' }),
    ])
    pool.release(late)
    expect(destroyed.map(({ buffer }) => buffer)).toEqual([idle.buffer, early.buffer, late.buffer])
    const next = pool.allocate(4096)
    expect([early.buffer, late.buffer]).not.toContain(next.buffer)
  })
})
