import { table } from '@snn/cli/terminal/table'
import { formatBytes } from '@snn/core'
import { machineLine, type Machine } from '../machine.js'
import { ms, percents } from '../text.js'
import type { StepResult } from './measure.js'

/** Names of the parts of a step, and their keys in a result; what belongs to the one before is set in. */
export const PARTS = [
  ['forward', 'forwardMs'],
  ['backward', 'backwardMs'],
  ['  of the second hidden layer', 'layer2BackwardMs'],
  ['update (Adam)', 'updateMs'],
  ['whole step', 'stepMs'],
  ['  processor time, all threads', 'stepCpuMs'],
  ['  with upload of the events', 'uploadedStepMs'],
  ['  the same, given as in training', 'trainingStepMs'],
] as const

/** A result as a table for people. */
export function stepTable(result: StepResult & { readonly machine: Machine }): string {
  const { machine, multiplyAdds: done, peakBytes } = result
  const rows = PARTS.flatMap(([name, key]) => {
    const found = result.spread[key]
    return found ? [[name, ms(found.median), ms(found.lowerQuartile), ms(found.upperQuartile), ms(found.min)]] : []
  })
  return [
    `${result.backend} (${result.device}), rule ${result.rule}, B_th ${result.backwardThreshold}: ${result.sizes.join('-')}, ${result.time} steps, batch ${result.batch}`,
    machineLine(machine),
    '',
    table(['', 'median ms', 'quartiles', '', 'best'], rows),
    '',
    `activity        ${percents(result.activity)}`,
    `spike density   ${percents(result.spikeDensity)}`,
    `multiply-adds   ${(done.total / 1e6).toFixed(1)} M a step (forward ${(done.forward / 1e6).toFixed(1)}, ∇W ${(done.weightGradient / 1e6).toFixed(1)}, ∇S ${(done.inputGradient / 1e6).toFixed(1)}), ${(done.perSecond / 1e9).toFixed(2)} G/s`,
    `peak            forward ${formatBytes(peakBytes.forward)}, backward +${formatBytes(peakBytes.backward)}, whole step ${formatBytes(peakBytes.step)}`,
    `samples/s       ${result.samplesPerSecond.toFixed(0)}`,
  ].join('\n')
}
