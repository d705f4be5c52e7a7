import type { DataSet } from '@snn/data'
import { beforeAll, expect, it } from 'vitest'
import type { Kernel } from '../device/kernel.js'
import type { GpuBuffer } from '../device/pool.js'
import { sumLanes } from '../kernels/pieces/sum-lanes.js'
import { webgpu } from '../webgpu.js'
import { openDriver } from './open-driver.js'
import { firstImages, trained } from './trained.js'

/** Why a device that has no subgroups skips their tests; undefined for one that has them. */
export async function whyNoSubgroups(): Promise<string | undefined> {
  const backend = await webgpu()
  const { device, details } = backend
  await backend.close()
  return details['subgroups'] === 'not used' ? `${device} has no subgroups` : undefined
}

/** What holds of the kernels that have two forms, with and without subgroups, wherever there are some. */
export function subgroupTests(): void {
  let set: DataSet
  beforeAll(async () => void (set = await firstImages(16)))

  it.each([1, 3, 32, 64, 100, 256])('sums over %i lanes are the same in both forms', async (lanes) => {
    const given = Uint32Array.from({ length: lanes * GROUPS * ROUNDS }, (_, k) => (k * 2_654_435_761) >>> 20)
    const expected = sumsOf(given, lanes)
    expect(await sumsOnDevice(given, lanes, true), 'with subgroups').toEqual(expected)
    expect(await sumsOnDevice(given, lanes, false), 'without').toEqual(expected)
  })

  it.each([
    ['the layers of one block and of several', { hidden: [130, 64] }, {}],
    ['layers that do not fill their blocks', { hidden: [65, 33] }, {}],
    ['the dense rule', { hidden: [70, 9], backwardThreshold: Infinity }, {}],
    ['lists that are too short at first', { hidden: [130, 64] }, { capacity: 1 }],
    ['time in several pieces', { hidden: [130, 64] }, { longestSweep: 32 }],
    ['kernels that are profiled', { hidden: [130, 64] }, { profile: () => {} }],
  ])('training with %s ends with the same bits in both forms', async (_, network, options) => {
    const without = await trained(set, { ...options, subgroups: false }, network)
    expect(new Set(without.losses).size).toBe(4)
    expect(await trained(set, { ...options, subgroups: true }, network)).toEqual(without)
  })
}

const GROUPS = 5
const ROUNDS = 3

/** For each number the sum of those before it in its row of so many lanes, and of all of the row. */
function sumsOf(given: Uint32Array, lanes: number): Uint32Array {
  return Uint32Array.from({ length: 2 * given.length }, (_, k) => {
    const at = k >> 1
    const first = at - (at % lanes)
    return given.subarray(first, k % 2 === 0 ? at : first + lanes).reduce((sum, n) => sum + n, 0)
  })
}

async function sumsOnDevice(given: Uint32Array<ArrayBuffer>, lanes: number, subgroups: boolean): Promise<Uint32Array> {
  const kernel: Kernel = {
    name: 'sums of lanes',
    lanes,
    operands: { given: 'read', found: 'write' },
    numbers: { rounds: 'u32' },
    pieces: [sumLanes(lanes)],
    main: `
  for (var round = 0u; round < args.rounds; round++) {
    let at = (item * args.rounds + round) * ${lanes}u + lane;
    let sums = sumLanes(givenWord(at), lane);
    setFoundWord(2u * at, sums.before);
    setFoundWord(2u * at + 1u, sums.all);
    workgroupBarrier();
  }`,
  }
  const { driver, gpu } = await openDriver({ subgroups })
  const [from, to] = [driver.allocate(given.byteLength), driver.allocate(2 * given.byteLength)]
  gpu.write(from as GpuBuffer, 0, given)
  const operands = { given: { storage: from, offset: 0 }, found: { storage: to, offset: 0 } }
  gpu.run(kernel, { operands, numbers: { rounds: ROUNDS }, groups: [GROUPS] })
  const found = new Uint32Array(await driver.read(to, 0, 2 * given.byteLength))
  await driver.close()
  return found
}
