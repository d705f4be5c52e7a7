import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALIGNMENT, createMemory, roundUp } from './memory.js'
import { PAGE } from './reserve.js'

const runs = Number(process.env['SNN_RUNS'] ?? 50)

describe('memory', () => {
  it('never gives out overlapping, misaligned or dirty pieces, and loses none', () => {
    const step = fc.oneof(
      fc.record({ give: fc.constant(true), size: fc.integer({ min: 0, max: 3000 }) }),
      fc.record({ give: fc.constant(false), size: fc.nat(1000) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.boolean(), (steps, shared) => {
        const memory = createMemory({ limit: 1 << 20, shared })
        const held: { address: number; bytes: number }[] = []
        for (const { give, size } of steps) {
          if (give) {
            const address = memory.allocate(size)
            expect(address % ALIGNMENT).toBe(0)
            expect(
              memory
                .u8()
                .subarray(address, address + roundUp(size))
                .every((byte) => byte === 0),
            ).toBe(true)
            memory.u8().fill(255, address, address + roundUp(size))
            for (const other of held) {
              expect(address >= other.address + roundUp(other.bytes) || address + roundUp(size) <= other.address).toBe(
                true,
              )
            }
            held.push({ address, bytes: size })
          } else if (held.length > 0) {
            const [{ address, bytes }] = held.splice(size % held.length, 1) as [{ address: number; bytes: number }]
            memory.free(address, bytes)
          }
          expect(memory.bytes).toBe(held.reduce((sum, { bytes }) => sum + roundUp(bytes), 0))
        }
        for (const { address, bytes } of held) memory.free(address, bytes)
        expect(memory.bytes).toBe(0)
        expect(memory.allocate((1 << 20) - 8 * PAGE)).toBe(131_072)
      }),
      { numRuns: runs },
    )
  })

  it('grows, and its views follow', () => {
    const memory = createMemory({ limit: 64 << 20, shared: true })
    const before = memory.f32()
    const address = memory.allocate(32 << 20)
    expect(memory.f32().length).toBeGreaterThan(before.length)
    memory.f32()[(address + (32 << 20)) / 4 - 1] = 7
    expect(memory.peakBytes).toBe(32 << 20)
  })

  it('gives the same addresses again when the same things are asked for again', () => {
    const memory = createMemory({ limit: 1 << 20 })
    const once = () => {
      const addresses = [100, 5000, 40, 9000].map((bytes) => ({ bytes, address: memory.allocate(bytes) }))
      for (const { address, bytes } of addresses.toReversed()) memory.free(address, bytes)
      return addresses.map(({ address }) => address)
    }
    expect(once()).toEqual(once())
  })

  it('refuses what passes the limit by a MemoryError that says need and remedy', () => {
    const memory = createMemory({ limit: 1 << 20 })
    memory.allocate(1 << 19)
    expect(() => memory.allocate(1 << 20)).toThrowError(
      expect.objectContaining({
        code: 'MEMORY',
        message: expect.stringMatching(/1\.0 MiB more.*512.0 KiB of 1\.0 MiB[^]*memoryLimit/),
      }),
    )
    expect(memory.bytes).toBe(1 << 19)
  })

  it('refuses to take back what is free already', () => {
    const memory = createMemory({ limit: 1 << 20 })
    const [a, b] = [memory.allocate(256), memory.allocate(256)]
    memory.free(a, 256)
    expect(() => memory.free(a, 256)).toThrowError(expect.objectContaining({ code: 'BACKEND' }))
    expect(() => memory.free(b, 1 << 19)).toThrowError(expect.objectContaining({ code: 'BACKEND' }))
  })
})
