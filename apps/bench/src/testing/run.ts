import { vi } from 'vitest'
import { bench } from '../bench.js'

/** Runs the command line, and keeps what it prints. */
export async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += text), true)),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += text), true)),
  ]
  const code = await bench(args)
  for (const spy of spies) spy.mockRestore()
  return { code, out, err }
}
