import { Reduce } from './records'

/** Columns that one call of a block sums: a cache line of each row at a time. */
const TILE: u32 = 64

/**
 * output[o, k, c] = Σ input[o, l, c] over the l of block k, for the units (o, k, tile of columns). Every column is added up
 * from the first row to the last, whoever does it.
 */
export function sumRows(args: usize, from: u32, to: u32): void {
  const call = changetype<Reduce>(args)
  const inner = call.inner
  for (let unit = from; unit < to; unit++) {
    const tile = unit % call.tiles
    const block = unit / call.tiles % call.blocks
    const outer = unit / call.tiles / call.blocks
    const first = block * call.block
    const last = min(first + call.block, call.length)
    const begin = tile * TILE
    const end = min(begin + TILE, inner)
    const input = call.input + (<usize>(outer * call.length + first) * inner << 2)
    const output = call.output + (<usize>(outer * call.blocks + block) * inner << 2)
    const stride = <usize>inner << 2
    let column = begin
    for (; column + 16 <= end; column += 16) sum16(input + (<usize>column << 2), output + (<usize>column << 2), last - first, stride)
    for (; column + 4 <= end; column += 4) sum4(input + (<usize>column << 2), output + (<usize>column << 2), last - first, stride)
    for (; column < end; column++) sum1(input + (<usize>column << 2), output + (<usize>column << 2), last - first, stride)
  }
}

function sum16(input: usize, output: usize, rows: u32, stride: usize): void {
  let a = f32x4.splat(0)
  let b = f32x4.splat(0)
  let c = f32x4.splat(0)
  let d = f32x4.splat(0)
  for (let row: u32 = 0; row < rows; row++) {
    a = f32x4.add(a, v128.load(input))
    b = f32x4.add(b, v128.load(input, 16))
    c = f32x4.add(c, v128.load(input, 32))
    d = f32x4.add(d, v128.load(input, 48))
    input += stride
  }
  v128.store(output, a)
  v128.store(output, b, 16)
  v128.store(output, c, 32)
  v128.store(output, d, 48)
}

function sum4(input: usize, output: usize, rows: u32, stride: usize): void {
  let sum = f32x4.splat(0)
  for (let row: u32 = 0; row < rows; row++) {
    sum = f32x4.add(sum, v128.load(input))
    input += stride
  }
  v128.store(output, sum)
}

function sum1(input: usize, output: usize, rows: u32, stride: usize): void {
  let sum: f32 = 0
  for (let row: u32 = 0; row < rows; row++) {
    sum += load<f32>(input)
    input += stride
  }
  store<f32>(output, sum)
}

/** output[o, k] = Σ input[o, l] over the l of block k, for the units (o, k): sixteen partial sums, then these by halves. */
export function sumElements(args: usize, from: u32, to: u32): void {
  const call = changetype<Reduce>(args)
  for (let unit = from; unit < to; unit++) {
    const block = unit % call.blocks
    const outer = unit / call.blocks
    const first = block * call.block
    const last = min(first + call.block, call.length)
    let at = call.input + (<usize>(outer * call.length + first) << 2)
    let left = last - first
    let a = f32x4.splat(0)
    let b = f32x4.splat(0)
    let c = f32x4.splat(0)
    let d = f32x4.splat(0)
    for (; left >= 16; left -= 16) {
      a = f32x4.add(a, v128.load(at))
      b = f32x4.add(b, v128.load(at, 16))
      c = f32x4.add(c, v128.load(at, 32))
      d = f32x4.add(d, v128.load(at, 48))
      at += 64
    }
    for (; left >= 4; left -= 4) {
      a = f32x4.add(a, v128.load(at))
      at += 16
    }
    const four = f32x4.add(f32x4.add(a, b), f32x4.add(c, d))
    let sum = f32x4.extract_lane(four, 0) + f32x4.extract_lane(four, 1) + (f32x4.extract_lane(four, 2) + f32x4.extract_lane(four, 3))
    for (; left > 0; left--) {
      sum += load<f32>(at)
      at += 4
    }
    store<f32>(call.output + (<usize>unit << 2), sum)
  }
}
