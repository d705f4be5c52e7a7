import { webgpu, type KernelProfile } from '@snn/backend-webgpu'
import { adam, formatBytes, gradients, type StepReport } from '@snn/core'
import { parseOptions, type OptionTable } from '../options.js'
import { createProgram } from '../program.js'
import { columns, ms } from '../text.js'
import { workOf, workOptions } from '../work/work-options.js'
import { leastBytes } from './least-bytes.js'

export const kernelsOptions = {
  ...workOptions,
  json: { type: 'flag', help: 'prints one JSON object' },
} as const satisfies OptionTable

/** `bench kernels`: what each kernel of the WebGPU backend does in one training step, the third. */
export async function kernels(args: readonly string[]): Promise<number> {
  const values = parseOptions(args, kernelsOptions)
  const work = await workOf(values)
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
  const result = { device: backend.device, batch, time, sizes, kernels: rows, origin }
  process.stdout.write(`${values.json ? JSON.stringify(result) : table(result)}\n`)
  return 0
}

function table({
  device,
  batch,
  time,
  sizes,
  kernels,
}: {
  readonly device: string
  readonly batch: number
  readonly time: number
  readonly sizes: readonly number[]
  readonly kernels: readonly (KernelProfile & { readonly leastBytes: number | null })[]
}): string {
  const rows = kernels.map((kernel) => [
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
    '',
    columns([['kernel', 'dispatches', 'workgroups', 'ms', 'read', 'written', 'least'], ...rows]),
  ].join('\n')
}
