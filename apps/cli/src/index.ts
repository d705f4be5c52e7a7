export { main } from './cli.js'
export type { Schedule, Settings, Weights } from './settings.js'
export type { Data, Preset, PresetName, Task } from './tasks/task.js'
