import { webgpu, type KernelProfile } from '@snn/backend-webgpu'
import { optionsAlone, type OptionTable } from '@snn/cli/options'
import { table } from '@snn/cli/terminal/table'
import { adam, formatBytes, gradients, type StepReport } from '@snn/core'
import { describeMachine, machineLine, type Machine } from '../machine.js'
import { createProgram } from '../program.js'
import { printResult } from '../result.js'
import { ms } from '../text.js'
import { workOf, workOptions } from '../work/work-options.js'
import { leastBytes } from './least-bytes.js'

export const kernelsOptions = {
  ...workOptions,
  json: { type: 'flag', help: 'prints one JSON object' },
} as const satisfies OptionTable

/** A kernel, and the least that it could move; null of dense kernels, which do different things under one name. */
type Row = KernelProfile & { readonly leastBytes: number | null }

/** What `bench kernels` prints with --json. */
export interface KernelsResult {
  readonly machine: Machine
  readonly device: string
  readonly batch: number
  readonly time: number
  readonly sizes: readonly number[]
  readonly kernels: readonly Row[]
}

/** `bench kernels`: what each kernel of the WebGPU backend does in one training step, the third. */
export async function kernels(args: readonly string[]): Promise<number> {
  const values = optionsAlone(args, kernelsOptions)
  const work = await workOf(values)
  const machine = describeMachine()
  let profile: readonly KernelProfile[] = []
  await using backend = await webgpu({ profile: (found) => void (profile = found) })
  const program = await createProgram(backend, work, 'sparse')
  const optimizer = adam(program.weights, { rate: 1e-6 })
  let report: StepReport | undefined
  for (let step = 0; step < 3; step++)
    await backend.step(() => optimizer.update(gradients(program.forward(program.input).loss, program.weights)), {
      report: (it) => (report = it),
    })
  const { batch, time, sizes, origin } = work
  const least = leastBytes({ batch, time, sizes, layers: report!.layers })
  // A readout's kernels are named after what they reduce to.
  const rows = profile.map((kernel) => ({ ...kernel, leastBytes: least[kernel.name.split(',')[0]!] ?? null }))
  const result = { machine, device: backend.device, batch, time, sizes, kernels: rows, origin }
  printResult({ kind: 'kernels', args, json: values.json }, result, kernelsTable)
  return 0
}

function kernelsTable({ machine, device, batch, time, sizes, kernels: found }: KernelsResult): string {
  const rows = found.map((kernel) => [
    kernel.name,
    String(kernel.dispatches),
    kernel.workgroups.toLocaleString('en'),
    kernel.milliseconds === undefined ? '' : ms(kernel.milliseconds),
    formatBytes(kernel.bytesRead),
    formatBytes(kernel.bytesWritten),
    kernel.leastBytes === null ? '' : formatBytes(kernel.leastBytes),
  ])
  return [
    `${device}: ${sizes.join('-')}, ${time} steps, batch ${batch}`,
    machineLine(machine),
    '',
    table(['kernel', 'dispatches', 'workgroups', 'ms', 'read', 'written', 'least'], rows),
  ].join('\n')
}
