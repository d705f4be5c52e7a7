/** S[0] is a constant: in the first row only spikes are candidates, and they are put so far above the threshold that none is active. */
export function holdFirstRow(threshold: f32, V: usize, width: u32, bits: usize): void {
  for (let column: u32 = 0; column < width; column++) {
    const spike = load<f32>(V) > threshold
    if (spike) store<f32>(V, 3.4e38)
    store<u32>(bits, (load<u32>(bits) & 0x7fffffff) | (<u32>spike << 31))
    V += 4
    bits += 4
  }
}
