import { compileTape } from '@snn/core'
import { listModule } from '../expressions/list-function.js'
import type { Memory } from '../memory.js'
import * as at from './control.js'
import type { Engine } from './types.js'

/** Functions that are made at run time: a list in memory of what every thread is to compile. */
export interface Functions {
  /** Kernel id of a function `run(args, from, to)`, which is compiled once on every thread. */
  functionFrom(bytes: Uint8Array): number
  /** See {@link Engine.elementwise}. */
  elementwise: Engine['elementwise']
}

/** @param kernels how many there are: ids of functions follow theirs. */
export function createFunctions(memory: Memory, kernels: number): Functions {
  let count = 0
  let last = at.FIRST_FUNCTION
  const places = new Map<string, number>()

  function add(bytes: Uint8Array): number {
    const address = memory.allocate(8 + bytes.length)
    memory.u8().set(bytes, address + 8)
    const w = memory.i32()
    w[address / 4 + 1] = bytes.length
    w[last] = address
    last = address / 4
    Atomics.store(w, at.FUNCTIONS, ++count)
    return count - 1
  }

  return {
    functionFrom: (bytes) => kernels + add(bytes),
    elementwise(expression, inputs) {
      const tape = compileTape([expression])
      const key = `${inputs} ${tape.key}`
      let place = places.get(key)
      if (place === undefined) {
        place = at.TABLE_BASE + add(listModule(tape, inputs, memory.shared))
        places.set(key, place)
      }
      return place
    },
  }
}
