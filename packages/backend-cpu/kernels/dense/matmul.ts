import { transpose4 } from '../inner/transpose4'
import { Matmul } from './records'

/** Products are added up in registers over this many k, and these sums one after the other: the same bits for every way through here. */
const DEPTH: u32 = 256
/** Rows that one call makes: their part of A stays in the second-level cache. */
const ROWS: u32 = 64

/** Copies the panels from … to of B, 8 columns each, so that the product reads them from one end to the other. */
export function packPanels(args: usize, from: u32, to: u32): void {
  const call = changetype<Matmul>(args)
  for (let panel = from; panel < to; panel++) {
    const column = panel << 3
    const target = call.packed + (<usize>panel * call.inner << 5)
    if (column + 8 > call.columns) packLast(call, column, target)
    else if (call.transposeB) packTransposed(call, column, target)
    else packPlain(call, column, target)
  }
}

function packPlain(call: Matmul, column: u32, target: usize): void {
  let source = call.b + (<usize>column << 2)
  for (let k: u32 = 0; k < call.inner; k++) {
    v128.store(target, v128.load(source))
    v128.store(target, v128.load(source, 16), 16)
    source += <usize>call.columns << 2
    target += 32
  }
}

function packTransposed(call: Matmul, column: u32, target: usize): void {
  const stride = <usize>call.inner << 2
  for (let half: u32 = 0; half < 2; half++) {
    let source = call.b + <usize>(column + 4 * half) * stride
    let place = target + 16 * half
    let k: u32 = 0
    for (; k + 4 <= call.inner; k += 4) {
      transpose4(source, stride, place, 32)
      source += 16
      place += 128
    }
    for (; k < call.inner; k++) {
      store<f32>(place, load<f32>(source))
      store<f32>(place, load<f32>(source + stride), 4)
      store<f32>(place, load<f32>(source + 2 * stride), 8)
      store<f32>(place, load<f32>(source + 3 * stride), 12)
      source += 4
      place += 32
    }
  }
}

function packLast(call: Matmul, column: u32, target: usize): void {
  const toNext: usize = call.transposeB ? <usize>call.inner << 2 : 4
  const toNextK: usize = call.transposeB ? 4 : <usize>call.columns << 2
  for (let k: u32 = 0; k < call.inner; k++) {
    for (let j: u32 = 0; j < 8; j++) {
      const value: f32 = column + j < call.columns ? load<f32>(call.b + <usize>(column + j) * toNext + <usize>k * toNextK) : 0
      store<f32>(target + (<usize>j << 2), value)
    }
    target += 32
  }
}

/** 64 rows of the product. Scratch: 64 rows × 256 of A, as [row / 4][k][4]. */
export function multiplyPanels(args: usize, group: u32, scratch: usize): void {
  const call = changetype<Matmul>(args)
  const first = group * ROWS
  const rows = min(ROWS, call.rows - first)
  for (let k: u32 = 0; k == 0 || k < call.inner; k += DEPTH) {
    const depth = min(DEPTH, call.inner - k)
    packRows(call, first, rows, k, depth, scratch)
    for (let column: u32 = 0; column < call.columns; column += 8) {
      const b = call.packed + (<usize>(column >> 3) * call.inner + k << 5)
      for (let row: u32 = 0; row < rows; row += 4) {
        const a = scratch + (<usize>row * DEPTH << 2)
        const output = call.output + (<usize>(first + row) * call.columns + column << 2)
        const whole = row + 4 <= rows && column + 8 <= call.columns
        tile(a, b, depth, output, call.columns << 2, k > 0, whole, min(4, rows - row), min(8, call.columns - column))
      }
    }
  }
}

function packRows(call: Matmul, first: u32, rows: u32, k: u32, depth: u32, target: usize): void {
  for (let row: u32 = 0; row < rows; row += 4) {
    let source = call.a + <usize>(first + row) * call.aRow + <usize>k * call.aInner
    let place = target + (<usize>row * DEPTH << 2)
    const left = min(4, rows - row)
    let done: u32 = 0
    if (left == 4 && call.aRow == 4) {
      for (; done < depth; done++) {
        v128.store(place, v128.load(source))
        source += call.aInner
        place += 16
      }
    } else if (left == 4 && call.aInner == 4) {
      for (; done + 4 <= depth; done += 4) {
        transpose4(source, call.aRow, place, 16)
        source += 16
        place += 64
      }
    }
    for (; done < depth; done++) {
      for (let j: u32 = 0; j < 4; j++) {
        const value: f32 = j < left ? load<f32>(source + <usize>j * call.aRow) : 0
        store<f32>(place + (<usize>j << 2), value)
      }
      source += call.aInner
      place += 16
    }
  }
}

/** Four rows by eight columns of the product over `depth` values of k, in eight registers. */
// @ts-ignore: decorator
@inline
function tile(a: usize, b: usize, depth: u32, output: usize, stride: u32, add: bool, whole: bool, rows: u32, columns: u32): void {
  let r0 = f32x4.splat(0), s0 = r0, r1 = r0, s1 = r0, r2 = r0, s2 = r0, r3 = r0, s3 = r0
  for (const end = a + (<usize>depth << 4); a < end; a += 16) {
    const left = v128.load(b)
    const right = v128.load(b, 16)
    const a0 = v128.load32_splat(a)
    r0 = f32x4.add(r0, f32x4.mul(a0, left))
    s0 = f32x4.add(s0, f32x4.mul(a0, right))
    const a1 = v128.load32_splat(a, 4)
    r1 = f32x4.add(r1, f32x4.mul(a1, left))
    s1 = f32x4.add(s1, f32x4.mul(a1, right))
    const a2 = v128.load32_splat(a, 8)
    r2 = f32x4.add(r2, f32x4.mul(a2, left))
    s2 = f32x4.add(s2, f32x4.mul(a2, right))
    const a3 = v128.load32_splat(a, 12)
    r3 = f32x4.add(r3, f32x4.mul(a3, left))
    s3 = f32x4.add(s3, f32x4.mul(a3, right))
    b += 32
  }
  if (whole) {
    put(output, r0, s0, add)
    put(output + stride, r1, s1, add)
    put(output + 2 * stride, r2, s2, add)
    put(output + 3 * stride, r3, s3, add)
    return
  }
  putSome(output, r0, s0, add, columns)
  if (rows > 1) putSome(output + stride, r1, s1, add, columns)
  if (rows > 2) putSome(output + 2 * stride, r2, s2, add, columns)
  if (rows > 3) putSome(output + 3 * stride, r3, s3, add, columns)
}

// @ts-ignore: decorator
@inline
function put(output: usize, left: v128, right: v128, add: bool): void {
  if (add) {
    left = f32x4.add(v128.load(output), left)
    right = f32x4.add(v128.load(output, 16), right)
  }
  v128.store(output, left)
  v128.store(output, right, 16)
}

function putSome(output: usize, left: v128, right: v128, add: bool, columns: u32): void {
  for (let column: u32 = 0; column < columns; column++) {
    const value = f32x4.extract_lane(left, 0)
    store<f32>(output, add ? load<f32>(output) + value : value)
    left = v128.shuffle<f32>(left, right, 1, 2, 3, 4)
    right = v128.shuffle<f32>(right, right, 1, 2, 3, 0)
    output += 4
  }
}

/** The whole product of few numbers, without copies: B is not transposed. */
export function multiplyFew(args: usize, _part: u32, _scratch: usize): void {
  const call = changetype<Matmul>(args)
  const stride = <usize>call.columns << 2
  for (let row: u32 = 0; row < call.rows; row++) {
    for (let k: u32 = 0; k == 0 || k < call.inner; k += DEPTH) {
      const depth = min(DEPTH, call.inner - k)
      const a = call.a + <usize>row * call.aRow + <usize>k * call.aInner
      const b = call.b + <usize>k * stride
      const output = call.output + <usize>row * stride
      let column: u32 = 0
      for (; column + 8 <= call.columns; column += 8) few8(a, call.aInner, b + (<usize>column << 2), stride, depth, output + (<usize>column << 2), k > 0)
      for (; column < call.columns; column++) few1(a, call.aInner, b + (<usize>column << 2), stride, depth, output + (<usize>column << 2), k > 0)
    }
  }
}

function few8(a: usize, aInner: u32, b: usize, stride: usize, depth: u32, output: usize, add: bool): void {
  let left = f32x4.splat(0)
  let right = f32x4.splat(0)
  for (let k: u32 = 0; k < depth; k++) {
    const value = v128.load32_splat(a)
    left = f32x4.add(left, f32x4.mul(value, v128.load(b)))
    right = f32x4.add(right, f32x4.mul(value, v128.load(b, 16)))
    a += aInner
    b += stride
  }
  put(output, left, right, add)
}

function few1(a: usize, aInner: u32, b: usize, stride: usize, depth: u32, output: usize, add: bool): void {
  let sum: f32 = 0
  for (let k: u32 = 0; k < depth; k++) {
    sum += load<f32>(a) * load<f32>(b)
    a += aInner
    b += stride
  }
  store<f32>(output, add ? load<f32>(output) + sum : sum)
}
