/**
 * ∇W_i += Σ δ[row] over the rows of the events of input i, eq. (9) driven by spikes, for one block: the row ∇W_i stays in registers.
 * Returns the number of rows of δ that it added.
 */
export function weightGradient$VECTORS(inputs: u32, starts: usize, rows: usize, delta: usize, gradient: usize): u32 {
  const first = load<u32>(starts)
  let event = rows + (first << 1)
  for (let input: u32 = 0; input < inputs; input++, gradient += 4 * $WIDTH) {
    starts += 4
    const end = rows + (load<u32>(starts) << 1)
    if (event == end) continue
    let w$v = v128.load(gradient, 16 * $v)
    for (; event < end; event += 2) {
      const d = delta + <usize>load<u16>(event) * (4 * $WIDTH)
      w$v = f32x4.add(w$v, v128.load(d, 16 * $v))
    }
    v128.store(gradient, w$r, 16 * $r)
  }
  return load<u32>(starts) - first
}
