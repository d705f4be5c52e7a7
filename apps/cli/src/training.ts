/**
 * `@snn/cli/training`: what `snn train` makes of its settings, for programs that measure it.
 * @experimental
 */

export { modelOf, networkOf } from './network.js'
export { openRun, readEpochs, readModel, type RunConfig } from './run-folder.js'
export { loadSets } from './run-sets.js'
export { rules, type Settings } from './settings.js'
export { taskOf, tasks } from './tasks/tasks.js'
export { settingsOf } from './train-options.js'
