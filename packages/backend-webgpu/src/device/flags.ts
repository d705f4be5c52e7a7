/** The words of `Gpu.flags`: what stops the kernels of a step. Any but 0 is up. `refused`: the device left something out. */
export const Flag = { overflow: 0, nonFinite: 1, refused: 2 } as const
export const FLAG_WORDS = 4
