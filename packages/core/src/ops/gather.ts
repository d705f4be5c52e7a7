import { DataError, DtypeError, ShapeError } from '../errors.js'
import { asPublic } from '../runtime.js'
import { dense } from '../step/list.js'
import type { Call } from '../step/list.js'
import type { DeviceTensor, Tensor } from '../tensor.js'
import { asTensor, commonRuntime } from '../value.js'
import { newTensor } from './create.js'
import { packed } from './layout.js'

/**
 * Rows of a table: result[k, …] = table[index[k], …].
 * @param table [rows, …].
 * @param index int32 [count].
 * @throws DataError when an index that came from the host lies outside the table.
 * @public
 */
export function gather(table: Tensor, index: Tensor<'int32'>): Tensor {
  const rows = asTensor(table, 'gather')
  const which = asTensor(index, 'gather')
  if (rows.shape.length === 0 || which.shape.length !== 1)
    throw new ShapeError({
      what: `gather takes a table [rows, …] and an index [count]; got [${rows.shape.join(', ')}] and [${which.shape.join(', ')}]`,
    })
  if (which.dtype !== 'int32')
    throw new DtypeError({
      what: `gather takes int32 indices; got ${which.dtype}`,
      fix: 'Make them from an Int32Array.',
    })
  checkRange(which, rows.shape[0]!, 'index')
  const runtime = commonRuntime([rows, which], 'gather')
  return asPublic(
    runtime.operate(() => {
      const recorder = runtime.recorder!
      const source = packed(rows)
      const places = packed(which)
      const output = newTensor(runtime, [which.shape[0]!, ...rows.shape.slice(1)], 'float32')
      recorder.call(gatherCall('gather', source, places, output))
      recorder.tape.add({
        name: 'gather',
        inputs: [rows],
        outputs: [output],
        backward: (flow) => {
          const gradient = newTensor(runtime, rows.shape, 'float32')
          recorder.call(gatherCall('scatterAdd', gradient, places, packed(flow.gradientOf(0)!)))
          flow.give(0, gradient)
        },
      })
      return output
    }),
  )
}

function gatherCall(
  kernel: 'gather' | 'scatterAdd',
  table: DeviceTensor,
  index: DeviceTensor,
  rows: DeviceTensor,
): Call {
  const [from, to] = kernel === 'gather' ? [table, rows] : [rows, table]
  return {
    reads: [from.buffer, index.buffer],
    writes: [to.buffer],
    encode: dense(kernel, () => ({
      table: table.region,
      tableRows: table.shape[0]!,
      index: index.region,
      rows: rows.region,
      count: index.shape[0]!,
      width: table.shape.slice(1).reduce((a, b) => a * b, 1),
    })),
  }
}

/** @throws DataError when integers that came from the host are not all in 0 … size - 1. */
export function checkRange(integers: DeviceTensor, size: number, what: 'index' | 'label'): void {
  if (!integers.range || integers.size === 0) return
  const [least, largest] = integers.range
  if (least >= 0 && largest < size) return
  throw new DataError({
    what: `a ${what} is ${least < 0 ? least : largest}; it must be from 0 to ${size - 1}`,
    fix: what === 'label' ? `Number the classes from 0; the logits have ${size} of them.` : 'Check the indices.',
  })
}
