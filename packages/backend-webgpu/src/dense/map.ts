import { compileTape, type MapCall } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import { createKernelCache } from '../device/kernel-cache.js'
import type { Kernel } from '../device/kernel.js'
import { spread } from '../device/stream.js'
import { print } from '../expressions/print.js'

const LANES = 256

/** How an input is walked: as it lies, one element for all, or by a stride for each axis. */
type Access = 'whole' | 'one' | 'strided'

/** Elementwise expressions: all outputs in one pass, one lane an element. */
export function createMap(gpu: Gpu): (call: MapCall) => void {
  const kernels = createKernelCache()

  return (call) => {
    const { shape, outputs, outputDtype, expressions, inputs, scalars } = call
    const count = shape.reduce((a, b) => a * b, 1)
    const access = inputs.map(({ strides }) => accessOf(shape, strides))
    const form = `${outputDtype} ${shape.length} ${inputs.map(({ dtype }, k) => dtype + access[k]).join()}`
    const kernel = kernels.get(`${form} ${expressions.map(kernels.keyOf).join()}`, () => mapKernel(call, access))
    const numbers: Record<string, number> = { count }
    shape.forEach((size, axis) => (numbers[`size${axis}`] = size))
    scalars.forEach((value, k) => (numbers[`s${k}`] = value))
    inputs.forEach(({ strides }, k) => strides.forEach((stride, axis) => (numbers[`x${k}Stride${axis}`] = stride)))
    const operands = Object.fromEntries([
      ...inputs.map((input, k) => [`x${k}`, input]),
      ...outputs.map((output, k) => [`y${k}`, output]),
    ])
    gpu.run(kernel, { operands, numbers, groups: spread(Math.ceil(count / LANES)) })
  }
}

function accessOf(shape: readonly number[], strides: readonly number[]): Access {
  if (strides.every((stride, axis) => stride === 0 || shape[axis] === 1)) return 'one'
  let whole = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== whole) return 'strided'
    whole *= shape[axis]!
  }
  return 'whole'
}

function mapKernel({ shape, outputs, outputDtype, expressions, inputs }: MapCall, access: readonly Access[]): Kernel {
  const tape = compileTape(expressions)
  const printed = print(tape, {
    input: (k) => {
      const place = { whole: 'index', one: '0u', strided: `place${k}` }[access[k]!]
      return inputs[k]!.dtype === 'int32' ? `f32(bitcast<i32>(x${k}Word(${place})))` : `x${k}(${place})`
    },
    scalar: (k) => `args.s${k}`,
  })
  const strided = inputs.flatMap((_, k) => (access[k] === 'strided' && k < tape.inputs ? [k] : []))
  const axes = strided.length > 0 ? shape.map((_, axis) => axis) : []
  const numbers = [
    'count',
    ...axes.map((axis) => `size${axis}`),
    ...strided.flatMap((k) => axes.map((axis) => `x${k}Stride${axis}`)),
  ]
  return {
    name: 'map',
    lanes: LANES,
    operands: {
      ...operands(inputs.slice(0, tape.inputs), 'x', 'read'),
      ...operands(outputs, 'y', 'write'),
    },
    numbers: {
      ...Object.fromEntries(numbers.map((name) => [name, 'u32' as const])),
      ...Object.fromEntries(Array.from({ length: tape.scalars }, (_, k) => [`s${k}`, 'f32' as const])),
    },
    pieces: [printed.functions],
    main: `
  if (index >= args.count) { return; }
${places(axes, strided)}
${printed.lines}
${printed.outputs.map((value, k) => (outputDtype === 'int32' ? `  setY${k}Word(index, bitcast<u32>(i32(${value})));` : `  setY${k}(index, ${value});`)).join('\n')}`,
  }
}

function operands<U>(of: readonly unknown[], name: string, use: U): Record<string, U> {
  return Object.fromEntries(of.map((_, k) => [`${name}${k}`, use]))
}

/** The place of the element in every input that is walked by strides. */
function places(axes: readonly number[], strided: readonly number[]): string {
  if (strided.length === 0) return ''
  const step = (axis: number): string => `
  at = rest % args.size${axis};
  rest /= args.size${axis};
${strided.map((k) => `  place${k} += at * args.x${k}Stride${axis};`).join('\n')}`
  return `
  var rest = index;
  var at = 0u;
${strided.map((k) => `  var place${k} = 0u;`).join('\n')}
${axes.toReversed().map(step).join('')}`
}
