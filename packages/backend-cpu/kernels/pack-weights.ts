import { Weights } from './records'

/** packed[block][i][c] = plain[i][block · width + c], rows `from` … `to - 1`. */
export function packWeights(args: usize, from: u32, to: u32): void {
  const call = changetype<Weights>(args)
  const rowBytes: usize = call.width << 2
  const blockBytes = rowBytes * call.inputs
  const rest: usize = (call.neurons - (call.blocks - 1) * call.width) << 2
  for (let i = from; i < to; i++) {
    let source = call.plain + ((<usize>i * call.neurons) << 2)
    let target = call.packed + <usize>i * rowBytes
    for (let block: u32 = 1; block < call.blocks; block++) {
      for (let c: usize = 0; c < rowBytes; c += 16) v128.store(target + c, v128.load(source + c))
      source += rowBytes
      target += blockBytes
    }
    memory.fill(target, 0, rowBytes)
    memory.copy(target, source, rest)
  }
}
