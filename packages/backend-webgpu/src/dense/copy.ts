import type { CopyCall } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import type { Kernel } from '../device/kernel.js'
import { spread } from '../device/stream.js'

const LANES = 256

const kernelOf = (axes: number): Kernel => {
  const all = Array.from({ length: axes }, (_, axis) => axis)
  return {
    name: `copy over ${axes} axes`,
    lanes: LANES,
    operands: { x: 'read', y: 'write' },
    numbers: Object.fromEntries(
      ['count', ...all.flatMap((axis) => [`size${axis}`, `from${axis}`, `to${axis}`])].map((name) => [name, 'u32']),
    ),
    main: `
  if (index >= args.count) { return; }
  var rest = index;
  var source = 0u;
  var sink = 0u;
${all
  .toReversed()
  .map(
    (axis) => `
  source += rest % args.size${axis} * args.from${axis};
  sink += rest % args.size${axis} * args.to${axis};
  rest /= args.size${axis};`,
  )
  .join('')}
  setYWord(sink, xWord(source));`,
  }
}

/** Words from any view to any other, one lane a word. */
export function createCopy(gpu: Gpu): (call: CopyCall) => void {
  const kernels: Kernel[] = []
  return ({ shape, input, inputStrides, output, outputStrides }) => {
    const count = shape.reduce((a, b) => a * b, 1)
    const kernel = (kernels[shape.length] ??= kernelOf(shape.length))
    const numbers: Record<string, number> = { count }
    shape.forEach((size, axis) => {
      numbers[`size${axis}`] = size
      numbers[`from${axis}`] = inputStrides[axis]!
      numbers[`to${axis}`] = outputStrides[axis]!
    })
    gpu.run(kernel, { operands: { x: input, y: output }, numbers, groups: spread(Math.ceil(count / LANES)) })
  }
}
