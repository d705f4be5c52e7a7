import type { Tape } from '@snn/core'
import { get, set, whileLoop } from './instructions/control.js'
import * as f32 from './instructions/f32.js'
import * as i32 from './instructions/i32.js'
import * as v128 from './instructions/v128.js'
import type { FunctionCode, ValueType } from './module.js'
import { moduleOf, print } from './printer.js'

/**
 * The module of an elementwise function that kernels call by its index in the function table:
 * `run(input 0, …, input n-1, output, count)`, addresses of contiguous float32. It works in whole vectors, so up to three
 * elements beyond `count` are read and written. The output may be one of the inputs.
 */
export function listModule(tape: Tape, inputs: number, shared: boolean): Uint8Array<ArrayBuffer> {
  const output = inputs
  const count = inputs + 1
  return moduleOf(tape, shared, (places): FunctionCode => {
    const locals: ValueType[] = []
    const local = (type: ValueType): number => locals.push(type) + count
    const offset = local('i32')
    const end = local('i32')
    const { code, outputs } = print(tape, places, {
      local,
      input: (index) => v128.load(i32.add(get(index), get(offset))),
      scalar: () => f32.splat(0),
    })
    return {
      parameters: Array.from({ length: inputs + 2 }, () => 'i32' as const),
      results: [],
      locals,
      body: [
        ...set(end, i32.shiftLeft(get(count), i32.constant(2))),
        ...whileLoop(i32.less(get(offset), get(end)), [
          ...code,
          ...v128.store(i32.add(get(output), get(offset)), outputs[0]!),
          ...set(offset, i32.add(get(offset), i32.constant(16))),
        ]),
      ],
    }
  })
}
