import { PLANE } from '../records'

/** S[0] is a constant: in the first row only spikes are candidates, and they are put so far above the threshold that none is active. */
export function holdFirstRow(threshold: f32, V: usize, width: u32, planes: usize): void {
  let bits: u32 = 0
  for (let column: u32 = 0; column < width; column++) {
    const place = V + (column << 2)
    const spike = load<f32>(place) > threshold
    if (spike) store<f32>(place, 3.4e38)
    bits |= <u32>spike << (column & 15)
    if ((column & 15) == 15 || column + 1 == width) {
      store<u16>(planes + (column >> 4) * PLANE, <u16>bits)
      bits = 0
    }
  }
}
