/** Steps whose spikes stand in one word, bit t for step t. */
export const STEPS = 32

/** Columns of a layer that one workgroup sweeps, one lane each; active entries of a word of steps stand together for them. */
export const BLOCK = 64

/** The words of a plan's place in the counters. Numbers of multiply-adds take two. */
export const Counter = { events: 0, active: 1, forward: 2, weightGradient: 4, inputGradient: 6, WORDS: 8 } as const
