import { factories } from '../backends.js'
import { optionsAlone } from '../options.js'
import { createOutput } from '../terminal/output.js'

export const backendsOptions = {
  json: { type: 'flag', help: 'one JSON object a line on stdout' },
} as const

/** `snn backends`: what this machine can do, and why not. */
export async function backends(args: readonly string[]): Promise<number> {
  const values = optionsAlone(args, backendsOptions)
  const out = createOutput(values.json ?? false)
  for (const [name, make] of Object.entries(factories)) {
    try {
      const backend = await make({})
      const { device, details } = backend
      const width = Math.max(...Object.keys(details).map((detail) => detail.length))
      out.line(`${out.bold(name)}   ${device}`)
      for (const [detail, value] of Object.entries(details))
        out.line(`  ${out.dim(detail.padEnd(width))}   ${typeof value === 'boolean' ? (value ? 'yes' : 'no') : value}`)
      out.json({ type: 'backend', name, available: true, device, details })
      await backend.close()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      out.line(`${out.bold(name)}   ${out.yellow('not available')}: ${reason}`)
      out.json({ type: 'backend', name, available: false, reason })
    }
  }
  return 0
}
