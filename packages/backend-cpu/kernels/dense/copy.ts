import { transpose4 } from '../inner/transpose4'
import { Copy } from './records'

const HEADER: usize = offsetof<Copy>()

/** Where outer index `place` begins, in the input and in the output. */
let inputAt: usize = 0
let outputAt: usize = 0

function seek(call: Copy, place: u32): void {
  inputAt = call.input
  outputAt = call.output
  let axis = changetype<usize>(call) + HEADER
  for (let k: u32 = 0; k < call.axes; k++) {
    const size = load<u32>(axis)
    const index = place % size
    place /= size
    inputAt += index * load<u32>(axis, 4)
    outputAt += index * load<u32>(axis, 8)
    axis += 12
  }
}

/** Copies the rows from … to: the innermost axis, of any strides. */
export function copyRows(args: usize, from: u32, to: u32): void {
  const call = changetype<Copy>(args)
  for (let row = from; row < to; row++) {
    seek(call, row)
    let input = inputAt
    let output = outputAt
    if (call.inputStride == 4 && call.outputStride == 4) {
      memory.copy(output, input, <usize>call.length << 2)
      continue
    }
    for (let k: u32 = 0; k < call.length; k++) {
      store<u32>(output, load<u32>(input))
      input += call.inputStride
      output += call.outputStride
    }
  }
}

/** Square tiles, so that what is read and what is written both stay in the first-level cache. */
const TILE: u32 = 32

/**
 * Copies planes [length, across] whose input is contiguous along `length` and whose output is contiguous along `across`,
 * for the units (outer index, tile of the length).
 */
export function copyTransposed(args: usize, from: u32, to: u32): void {
  const call = changetype<Copy>(args)
  const tiles = (call.length + TILE - 1) / TILE
  for (let unit = from; unit < to; unit++) {
    seek(call, unit / tiles)
    const begin = unit % tiles * TILE
    const end = min(begin + TILE, call.length)
    for (let across: u32 = 0; across < call.across; across += TILE) {
      transposeTile(call, inputAt, outputAt, begin, end, across, min(across + TILE, call.across))
    }
  }
}

function transposeTile(call: Copy, input: usize, output: usize, begin: u32, end: u32, first: u32, last: u32): void {
  const wholeEnd = begin + (end - begin & ~3)
  const wholeLast = first + (last - first & ~3)
  for (let across = first; across < wholeLast; across += 4) {
    for (let along = begin; along < wholeEnd; along += 4) {
      const source = input + across * call.inputAcross + (<usize>along << 2)
      const target = output + along * call.outputStride + (<usize>across << 2)
      transpose4(source, call.inputAcross, target, call.outputStride)
    }
    for (let along = wholeEnd; along < end; along++) transposeOne(call, input, output, along, across, across + 4)
  }
  for (let along = begin; along < end; along++) transposeOne(call, input, output, along, wholeLast, last)
}

function transposeOne(call: Copy, input: usize, output: usize, along: u32, first: u32, last: u32): void {
  for (let across = first; across < last; across++) {
    store<u32>(output + along * call.outputStride + (<usize>across << 2), load<u32>(input + across * call.inputAcross + (<usize>along << 2)))
  }
}
