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
      const lines = Object.entries(details).map(([detail, value]) => [wordsOf(detail), textOf(value)] as const)
      const width = Math.max(...lines.map(([detail]) => detail.length))
      out.line(`${out.bold(name)}   ${device}`)
      for (const [detail, value] of lines) out.line(`  ${out.dim(detail.padEnd(width))}   ${value}`)
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

/** `shared memory` of `sharedMemory`. */
const wordsOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const textOf = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)
