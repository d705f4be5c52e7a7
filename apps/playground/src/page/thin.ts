/** A place on a curve. */
export type Point = readonly [x: number, y: number]

/** At most so many points: means of neighbours, as many in each group but the last. */
export function thin(points: readonly Point[], most: number): readonly Point[] {
  const size = Math.ceil(points.length / most)
  if (size <= 1) return points
  return Array.from({ length: Math.ceil(points.length / size) }, (_, k) => {
    const group = points.slice(k * size, (k + 1) * size)
    const mean = (axis: 0 | 1): number => group.reduce((sum, point) => sum + point[axis], 0) / group.length
    return [mean(0), mean(1)]
  })
}
