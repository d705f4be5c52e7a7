import { openBackend } from '@snn/cli/backends'
import { optionsAlone, type OptionTable } from '@snn/cli/options'
import { table } from '@snn/cli/terminal/table'
import { ArgumentError, formatBytes } from '@snn/core'
import { machineLine } from '../machine.js'
import { printResult } from '../result.js'
import { ms } from '../text.js'
import { workOf, workOptions } from '../work/work-options.js'
import { measureLatency, type LatencyResult } from './measure.js'

export const latencyOptions = {
  backend: { type: 'text', value: 'NAME', help: 'what runs the stream (cpu)' },
  threads: { type: 'whole', help: 'threads of the cpu backend (all)' },
  ...workOptions,
  batch: { type: 'whole', help: 'samples of the stream (1)' },
  chunk: { type: 'whole', help: 'time steps a push (1)' },
  'warm-up': { type: 'whole', least: 0, help: 'pushes that are not counted (5000)' },
  pushes: { type: 'whole', help: 'pushes that are (20000)' },
  json: { type: 'flag', help: 'prints one JSON object' },
} as const satisfies OptionTable

/** `bench latency`. */
export async function latency(args: readonly string[]): Promise<number> {
  const values = optionsAlone(args, latencyOptions)
  const { chunk = 1, 'warm-up': warmUp = 5000, pushes = 20_000 } = values
  const { work: folder, data, shape = folder === undefined && data === undefined ? 'shd' : undefined } = values
  const work = await workOf({
    ...values,
    ...(shape !== undefined && { shape }),
    ...(folder === undefined && { batch: values.batch ?? 1 }),
  })
  if (chunk > work.time)
    throw new ArgumentError({ what: `--chunk must be at most the ${work.time} steps of the work; got ${chunk}` })
  await using backend = await openBackend(values.backend ?? 'cpu', { threads: values.threads })
  const result = await measureLatency(backend, work, { chunk, warmUp, pushes })
  printResult({ kind: 'latency', args, json: values.json }, { ...result, origin: work.origin }, latencyTable)
  return 0
}

function latencyTable(result: LatencyResult): string {
  const { backend, device, machine, batch, chunk, sizes, us, cpuUs, hostBytes, eventsPerPush } = result
  return [
    `${backend} (${device}): ${sizes.join('-')}, batch ${batch}, a stream pushed ${chunk} ${chunk === 1 ? 'step' : 'steps'} at a time, ${eventsPerPush.toFixed(1)} events each`,
    machineLine(machine),
    '',
    table(
      ['', 'median µs', 'quartiles', '', 'best', '99 %'],
      [['call to result', ...[us.median, us.lowerQuartile, us.upperQuartile, us.min, us.p99].map(ms)]],
    ),
    '',
    `processor time  ${ms(cpuUs)} µs a push, all threads`,
    `allocated       ${formatBytes(Math.round(hostBytes))} of the host a push`,
  ].join('\n')
}
