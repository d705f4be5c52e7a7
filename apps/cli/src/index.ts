export { parseOptions, type OptionSpec, type OptionTable, type Values } from './options.js'
export { presets, type PresetName, type Settings } from './presets.js'
