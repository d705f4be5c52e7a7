import { openBackend } from '@snn/cli/backends'
import { optionsAlone, type OptionTable } from '@snn/cli/options'
import { describeMachine } from '../machine.js'
import { createProgram } from '../program.js'
import { printResult } from '../result.js'
import { writeArrays } from '../work/files.js'
import { workOf, workOptions } from '../work/work-options.js'
import { measureStep } from './measure.js'
import { keptGradients } from './parts.js'
import { stepTable } from './print-step.js'

export const stepOptions = {
  backend: { type: 'text', value: 'NAME', help: 'what runs the steps (cpu)' },
  threads: { type: 'whole', help: 'threads of the cpu backend (all)' },
  rule: { type: 'text', oneOf: ['sparse', 'dense', 'unrolled'], help: 'how gradients of spikes are computed (sparse)' },
  ...workOptions,
  'warm-up': { type: 'whole', least: 0, help: 'rounds that are not counted (5)' },
  repeats: { type: 'whole', help: 'rounds that are (15)' },
  dump: {
    type: 'text',
    value: 'DIR',
    help: 'writes the gradients of the weights there as float32: dW0.bin, dW1.bin, …',
  },
  json: { type: 'flag', help: 'prints one JSON object' },
} as const satisfies OptionTable

/** `bench step`. */
export async function step(args: readonly string[]): Promise<number> {
  const values = optionsAlone(args, stepOptions)
  const rule = (values.rule ?? 'sparse') as 'sparse' | 'dense' | 'unrolled'
  const work = await workOf(values)
  await using backend = await openBackend(values.backend ?? 'cpu', { threads: values.threads })
  if (values.dump !== undefined) {
    const program = await createProgram(backend, work, rule)
    const found = await keptGradients(program)
    const arrays: Float32Array[] = []
    for (const tensor of Object.values(found)) arrays.push((await tensor.read()).data)
    await writeArrays(values.dump, 'dW', arrays)
    for (const tensor of Object.values(found)) tensor.free()
    program.free()
  }
  const { 'warm-up': warmUp = 5, repeats: rounds = 15 } = values
  const machine = describeMachine()
  const result = await measureStep(backend, work, rule, { warmUp, rounds })
  printResult({ kind: 'step', args, json: values.json }, { machine, ...result, origin: work.origin }, stepTable)
  return 0
}
