import { factories } from '../backends.js'
import { parseOptions } from '../options.js'
import { createOutput } from '../output.js'

export const backendsOptions = {
  json: { type: 'flag', help: 'one JSON object a line on stdout' },
} as const

/** `snn backends`: what this machine can do, and why not. */
export async function backends(args: readonly string[]): Promise<number> {
  const { values } = parseOptions(args, backendsOptions)
  const out = createOutput(values.json ?? false)
  for (const [name, make] of Object.entries(factories)) {
    try {
      const backend = await make({})
      out.line(`${out.bold(name)}   ${backend.device}`)
      for (const [detail, value] of Object.entries(backend.details)) out.line(`  ${detail}: ${value}`)
      out.json({ type: 'backend', name, available: true, device: backend.device, details: backend.details })
      await backend.close()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      out.line(`${out.bold(name)}   not available: ${reason}`)
      out.json({ type: 'backend', name, available: false, reason })
    }
  }
  return 0
}
