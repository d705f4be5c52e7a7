import { array, sizeOf, zeros } from './array.js'
import type { Array64 } from './array.js'

/** The sum over some axes, which disappear. */
export function sum(a: Array64, axes: readonly number[]): Array64 {
  return reduce(a, axes, (group) => group.reduce((total, value) => total + value, 0))
}

/** The mean over some axes, which disappear. */
export function mean(a: Array64, axes: readonly number[]): Array64 {
  return reduce(a, axes, (group) => group.reduce((total, value) => total + value, 0) / group.length)
}

/** The maximum over some axes, which disappear. */
export function max(a: Array64, axes: readonly number[]): Array64 {
  return reduce(a, axes, (group) => group.reduce((best, value) => (value > best ? value : best)))
}

/** The place of the first maximum along one axis, which disappears. */
export function argmax(a: Array64, axis: number): Array64 {
  return reduce(a, [axis], (group) => group.indexOf(group.reduce((best, value) => (value > best ? value : best))))
}

/** The gradient of a maximum over some axes: each group's gradient goes to its first maximum, in C order. */
export function maxBackward(a: Array64, axes: readonly number[], gradient: Array64): Array64 {
  const largest = max(a, axes)
  const taken = new Set<number>()
  const result = zeros(a.shape)
  for (let n = 0; n < a.data.length; n++) {
    const group = groupOf(a.shape, axes, n)
    if (a.data[n] !== largest.data[group] || taken.has(group)) continue
    taken.add(group)
    result.data[n] = gradient.data[group]!
  }
  return result
}

/** Each entry of the result is `f` of the entries that differ only along `axes`, in C order. */
export function reduce(a: Array64, axes: readonly number[], f: (group: readonly number[]) => number): Array64 {
  const shape = a.shape.filter((_, axis) => !axes.includes(axis))
  const groups = Array.from({ length: sizeOf(shape) }, (): number[] => [])
  for (let n = 0; n < a.data.length; n++) groups[groupOf(a.shape, axes, n)]!.push(a.data[n]!)
  return array(shape, groups.map(f))
}

/** The place, in the result of a reduction, of the n-th entry (C order) of an array. */
function groupOf(shape: readonly number[], axes: readonly number[], n: number): number {
  const index = indexOf(shape, n)
  return index.reduce((place, i, axis) => (axes.includes(axis) ? place : place * shape[axis]! + i), 0)
}

/** The index along each axis of the n-th entry in C order. */
function indexOf(shape: readonly number[], n: number): number[] {
  return shape.map((size, axis) => Math.floor(n / sizeOf(shape.slice(axis + 1))) % size)
}
