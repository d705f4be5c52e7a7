import { Weights } from './records'

/** plain[i][block · width + c] = Σ packed[copy][block][i][c] over the copies in their order, rows `from` … `to - 1`, `columns` of them. */
export function sumCopies(args: usize, from: u32, to: u32): void {
  const call = changetype<Weights>(args)
  const rowBytes: usize = call.width << 2
  const blockBytes = rowBytes * call.inputs
  for (let i = from; i < to; i++) {
    let source = call.packed + <usize>i * rowBytes
    let target = call.plain + ((<usize>i * call.neurons) << 2)
    const end = target + (call.columns << 2)
    for (let block: u32 = 0; block < call.blocks; block++) {
      const stop = min(target + rowBytes, end)
      let from = source
      for (; target + 16 <= stop; target += 16, from += 16) {
        let sum = v128.load(from)
        for (let copy: u32 = 1, next = from + call.copyBytes; copy < call.copies; copy++, next += call.copyBytes) {
          sum = f32x4.add(sum, v128.load(next))
        }
        v128.store(target, sum)
      }
      for (; target < stop; target += 4, from += 4) {
        let sum = load<f32>(from)
        for (let copy: u32 = 1, next = from + call.copyBytes; copy < call.copies; copy++, next += call.copyBytes) sum += load<f32>(next)
        store<f32>(target, sum)
      }
      source += blockBytes
    }
  }
}
