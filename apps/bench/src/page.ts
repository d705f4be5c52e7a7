/* What is measured in a page as it is in Node: nothing of Node's is imported. */
export type { Machine } from './machine.js'
export type { ResultHeader } from './result.js'
export { measureStep, type Repeats, type StepResult, type Timing } from './step/measure.js'
export { syntheticWork, type SyntheticOptions } from './work/synthetic.js'
