import { Flag } from '../device/flags.js'
import type { Kernel } from '../device/kernel.js'
import { Counter } from './shape.js'

/** Raises the overflow flag when a list of a layer had more entries than room. */
export const checkRoom: Kernel = {
  name: 'check room',
  lanes: 1,
  always: true,
  operands: { counters: 'count', flags: 'count' },
  numbers: { eventRoom: 'u32', activeRoom: 'u32' },
  main: `
  if (addCounters(${Counter.events}u, 0u) > args.eventRoom || addCounters(${Counter.active}u, 0u) > args.activeRoom) {
    addFlags(${Flag.overflow}u, 1u);
  }`,
}
