// node own-process.js BACKEND RULE FOLDER THREADS: the growth of resident memory over one step, as JSON.
import { setTimeout } from 'node:timers/promises'
import { openBackend } from '@snn/cli/backends'
import { gradients, resetPeak } from '@snn/core'
import { createProgram, type Program, type Rule } from '../program.js'
import { readWork } from '../work/files.js'
import { samplesOf } from '../work/work.js'
import { resetResidentPeak, residentBytes } from './resident.js'

const [name, rule, folder, threads] = process.argv.slice(2) as [string, Rule, string, string]
await using backend = await openBackend(name, { threads: Number(threads) })
const program = await loaded()
// The work on the host has done its part: what the backend holds is what a program that trains holds.
globalThis.gc!()
// Array buffers are given back on another thread.
await setTimeout(500)
resetPeak(backend)
resetResidentPeak()
const before = residentBytes().now
await backend.step(() => void gradients(program.forward(program.input).loss, program.weights))
const growth = residentBytes().peak - before
process.stdout.write(`${JSON.stringify({ growth, before, account: backend.memory.peak })}\n`)

/** The program of the work, after a step of one sample. */
async function loaded(): Promise<Program> {
  const work = await readWork(folder)
  const small = await createProgram(backend, samplesOf(work, 0, 1), rule)
  await backend.step(() => void gradients(small.forward(small.input).loss, small.weights))
  small.free()
  return createProgram(backend, work, rule)
}
