/** Four rows of four at `source`, as columns to `target`. */
// @ts-ignore: decorator
@inline
export function transpose4(source: usize, sourceStride: usize, target: usize, targetStride: usize): void {
  const a = v128.load(source)
  const b = v128.load(source + sourceStride)
  const c = v128.load(source + 2 * sourceStride)
  const d = v128.load(source + 3 * sourceStride)
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5)
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7)
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7)
  v128.store(target, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5))
  v128.store(target + targetStride, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7))
  v128.store(target + 2 * targetStride, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5))
  v128.store(target + 3 * targetStride, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7))
}
