/** The words of `Gpu.flags`: what stops the kernels of a step. Any but 0 is up. */
export const Flag = { overflow: 0, nonFinite: 1 } as const
export const FLAG_WORDS = 4
