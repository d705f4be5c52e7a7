import { compileTape, type Expression } from '@snn/core'
import type { Kernel } from './kernel.js'

/** Kernels by what they are made of, so that calls of one kind share what is compiled. */
export interface KernelCache {
  get(key: string, make: () => Kernel): Kernel
  /** Equal for expressions that print the same. */
  keyOf(expression: Expression): string
}

export function createKernelCache(): KernelCache {
  const known = new Map<string, Kernel>()
  const keys = new WeakMap<Expression, string>()
  return {
    get(key, make) {
      let kernel = known.get(key)
      if (!kernel) known.set(key, (kernel = make()))
      return kernel
    },
    keyOf(expression) {
      let key = keys.get(expression)
      if (key === undefined) keys.set(expression, (key = compileTape([expression]).key))
      return key
    },
  }
}
