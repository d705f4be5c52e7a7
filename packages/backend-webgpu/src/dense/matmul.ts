import type { MatmulCall } from '@snn/core'
import type { Gpu } from '../device/gpu.js'
import type { Kernel } from '../device/kernel.js'

/** Rows and columns of the product that a workgroup makes, and the terms that it holds of each at a time. */
const TILE = 16

/** Tiles of both operands in workgroup memory, one lane an element of the product. */
const kernelOf = (transposeA: boolean, transposeB: boolean): Kernel => ({
  name: 'matmul',
  lanes: TILE * TILE,
  operands: { a: 'read', b: 'read', product: 'write' },
  numbers: { rows: 'u32', inner: 'u32', columns: 'u32' },
  pieces: [
    `
var<workgroup> left: array<f32, ${TILE * TILE}>;
var<workgroup> right: array<f32, ${TILE * TILE}>;
`,
  ],
  main: `
  let i = lane / ${TILE}u;
  let j = lane % ${TILE}u;
  let row = group.y * ${TILE}u + i;
  let column = group.x * ${TILE}u + j;
  var sum = 0.0;
  for (var first = 0u; first < args.inner; first += ${TILE}u) {
    left[lane] = 0.0;
    right[lane] = 0.0;
    if (row < args.rows && first + j < args.inner) {
      left[lane] = a(${transposeA ? '(first + j) * args.rows + row' : 'row * args.inner + first + j'});
    }
    if (first + i < args.inner && column < args.columns) {
      right[lane] = b(${transposeB ? 'column * args.inner + first + i' : '(first + i) * args.columns + column'});
    }
    workgroupBarrier();
    var part = 0.0;
    for (var k = 0u; k < ${TILE}u; k++) { part += left[i * ${TILE}u + k] * right[k * ${TILE}u + j]; }
    sum += part;
    workgroupBarrier();
  }
  if (row < args.rows && column < args.columns) { setProduct(row * args.columns + column, sum); }`,
})

const kernels = [false, true].map((transposeA) => [false, true].map((transposeB) => kernelOf(transposeA, transposeB)))

export function createMatmul(gpu: Gpu): (call: MatmulCall) => void {
  return ({ a, b, output, rows, inner, columns, transposeA, transposeB }) =>
    gpu.run(kernels[Number(transposeA)]![Number(transposeB)]!, {
      operands: { a, b, product: output },
      numbers: { rows, inner, columns },
      groups: [Math.ceil(columns / TILE), Math.ceil(rows / TILE)],
    })
}
