/** Rows of one sample, and where they go. */
interface Move {
  readonly ends: Uint32Array
  readonly i: Uint16Array | Uint32Array
  readonly shift: number
  readonly neurons: number
  readonly addresses: Uint16Array | Uint32Array
  readonly starts: Uint32Array
  readonly first: number
  readonly at: number
}

/** Copies rows with every neuron moved; those that leave the range are overwritten by the next, without a branch. */
export function moveRows({ ends, i, shift, neurons, addresses, starts, first, at: begin }: Move): void {
  let at = begin
  let from = 0
  let row = first + 1
  for (let step = 0; step < ends.length; step++) {
    const to = ends[step]!
    for (; from < to; from++) {
      const neuron = i[from]! + shift
      addresses[at] = neuron
      at += ((neuron - neurons) & ~neuron) >>> 31
    }
    starts[row++] = at
  }
}
