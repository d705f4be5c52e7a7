import type { GuardCall } from '@snn/core'
import { Flag } from '../device/flags.js'
import type { Gpu } from '../device/gpu.js'
import type { Kernel } from '../device/kernel.js'
import { spread } from '../device/stream.js'

const LANES = 256

/** NaN and infinity are the bit patterns whose exponent is all ones. */
const guard: Kernel = {
  name: 'guard',
  lanes: LANES,
  always: true,
  operands: { x: 'read', flags: 'count' },
  numbers: { count: 'u32' },
  main: `
  if (index < args.count && (xWord(index) & 0x7f800000u) == 0x7f800000u) { addFlags(${Flag.nonFinite}u, 1u); }`,
}

export function createGuard(gpu: Gpu): (call: GuardCall) => void {
  return ({ regions }) => {
    for (const region of regions)
      gpu.run(guard, {
        operands: { x: region, flags: { storage: gpu.flags, offset: 0 } },
        numbers: { count: region.length },
        groups: spread(Math.ceil(region.length / LANES)),
      })
  }
}
