import { createRequire } from 'node:module'
import type { Worker } from 'node:worker_threads'
import { expr } from '@snn/core'
import { afterEach, describe, expect, it } from 'vitest'
import { get, set, whileLoop } from '../expressions/instructions/control.js'
import * as i32 from '../expressions/instructions/i32.js'
import { assemble, type Code } from '../expressions/module.js'
import { createAgent } from './agent.js'
import * as at from './control.js'
import { createEngine, type CpuEngine } from './engine.js'
import { kernelsModule } from './kernels.js'
import { LEG } from './legs.js'
import { createRunBuilder } from './run.js'
import { spawnAll } from './spawn.js'
import type { EngineCall } from './types.js'

const engines: CpuEngine[] = []
async function engineOf(threads: number, patience?: number): Promise<CpuEngine> {
  const engine = await createEngine({ threads, patience, memoryLimit: 64 << 20 })
  engines.push(engine)
  return engine
}
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()))
})

const { input, mul, neg } = expr

/** A module whose function `run(args, from, to)` has this body over these local variables. */
function kernel(body: Code, shared: boolean): Uint8Array {
  return assemble([{ parameters: ['i32', 'i32', 'i32'], results: [], locals: ['i32'], body, export: 'run' }], shared)
}

const UNREACHABLE: Code = [0x00]

const element = (index: number): Code => i32.add(get(0), i32.shiftLeft(get(index), i32.constant(2)))
const store = (address: Code, value: Code): Code => [...address, ...value, 0x36, 2, 0]

/** The word at args + 4 from … 4 to - 4, raised by one. */
const incrementAll: Code = [
  ...set(3, get(1)),
  ...whileLoop(i32.less(get(3), get(2)), [
    ...store(element(3), i32.add(i32.load(element(3)), i32.constant(1))),
    ...set(3, i32.add(get(3), i32.constant(1))),
  ]),
]

/** The word of a group, changed by some instructions. */
const onElement = (change: Code): Code => store(element(1), [...i32.load(element(1)), ...change])

/** Looks at a word until it is not 0, but not for ever, and writes what it saw to the word of a group. */
const awaitWord = (address: number): Code => {
  const word: Code = [...i32.constant(address), 0xfe, 0x10, 2, 0]
  const go: Code = i32.and([...word, 0x45], i32.less(get(3), i32.constant(1e8)))
  return [...whileLoop(go, set(3, i32.add(get(3), i32.constant(1)))), ...store(element(1), word)]
}

describe('the engine', () => {
  it('spreads a range over its threads, every element once', async () => {
    const engine = await engineOf(3)
    const address = engine.memory.allocate(4 * 10_000)
    const increment = engine.functionFrom(kernel(incrementAll, engine.memory.shared))
    for (let times = 0; times < 50; times++) {
      engine.enqueue({ kernel: increment, args: address, kind: 'range', count: 10_000 })
    }
    await engine.flush()
    const counts = engine.memory.u32().subarray(address / 4, address / 4 + 10_000)
    expect(new Set(counts)).toEqual(new Set([50]))
  })

  it('has many ranges beside a run done side by side, every element of each once, before it or after it', async () => {
    const engine = await engineOf(3)
    const lengths = Array.from({ length: 230 }, (_, k) => 8 + ((37 * k) % 5000))
    const places = lengths.map((length) => engine.memory.allocate(4 * length))
    const increment = engine.functionFrom(kernel(incrementAll, engine.memory.shared))
    const twice = engine.functionFrom(kernel(onElement([0x41, 2, 0x6c]), engine.memory.shared))
    const groups = Math.min(...lengths)
    for (const [k, args] of places.entries()) {
      engine.enqueue({ kernel: increment, args, kind: 'range', count: lengths[k]!, grain: 1 + (k % 7), when: 'early' })
      engine.enqueue({ kernel: twice, args, kind: 'groups', count: groups })
      engine.enqueue({ kernel: increment, args, kind: 'range', count: lengths[k]!, when: 'late' })
    }
    await engine.flush()
    for (const [k, address] of places.entries()) {
      const found = engine.memory.u32().subarray(address / 4, address / 4 + lengths[k]!)
      expect(new Set(found.subarray(0, groups)), 'of groups').toEqual(new Set([3]))
      expect(new Set(found.subarray(groups)), 'of no group').toEqual(new Set(lengths[k]! > groups ? [2] : []))
    }
  })

  it('carries each group through all calls of a run in order', async () => {
    const engine = await engineOf(2)
    const address = engine.memory.allocate(4 * 64)
    const [plusOne, twice] = [
      engine.functionFrom(kernel(onElement([0x41, 1, 0x6a]), engine.memory.shared)),
      engine.functionFrom(kernel(onElement([0x41, 2, 0x6c]), engine.memory.shared)),
    ]
    for (const kernel of [plusOne, twice, plusOne, twice]) {
      engine.enqueue({ kernel, args: address, kind: 'groups', count: 64 })
    }
    expect(engine.pending).toBe(true)
    await engine.flush()
    expect(engine.pending).toBe(false)
    expect(new Set(engine.memory.u32().subarray(address / 4, address / 4 + 64))).toEqual(new Set([6]))
  })

  it.each([1, 2, 3, 5])('does tasks in legs, every call of a group in order and once: %i threads', async (threads) => {
    const engine = await engineOf(threads)
    const address = engine.memory.allocate(4 * 64)
    const [plusOne, twice] = [
      engine.functionFrom(kernel(onElement([0x41, 1, 0x6a]), engine.memory.shared)),
      engine.functionFrom(kernel(onElement([0x41, 2, 0x6c]), engine.memory.shared)),
    ]
    const costs = [LEG, LEG / 4, LEG / 2, LEG, 0, 3 * LEG, 1]
    for (let times = 0; times < 200; times++) {
      engine.memory.u32().fill(0, address / 4, address / 4 + 64)
      const tasks = 1 + (times % 7)
      for (const [k, cost] of costs.entries())
        engine.enqueue({
          kernel: k % 2 === 0 ? plusOne : twice,
          args: address,
          kind: 'groups',
          count: 9,
          tasks,
          cost: cost * tasks,
        })
      await engine.flush()
      const words = engine.memory.u32().subarray(address / 4, address / 4 + 10)
      expect([...words]).toEqual([...new Array<number>(9).fill(15), 0])
    }
  })

  it('begins all tasks before it ends the first, where their calls are worth a leg each', async () => {
    const engine = await engineOf(2)
    const [began, seen] = [engine.memory.allocate(4 * 8), engine.memory.allocate(4 * 8)]
    const { shared } = engine.memory
    const begin = engine.functionFrom(kernel(store(element(1), i32.constant(1)), shared))
    const look = engine.functionFrom(kernel(awaitWord(began + 4 * 2), shared))
    // Two threads that carried their tasks through both calls would wait here in the first two of three, in vain.
    engine.enqueue({ kernel: begin, args: began, kind: 'groups', count: 3, cost: 3 * LEG })
    engine.enqueue({ kernel: look, args: seen, kind: 'groups', count: 3, cost: 3 * LEG })
    await engine.flush()
    expect([...engine.memory.u32().subarray(seen / 4, seen / 4 + 3)]).toEqual([1, 1, 1])
  })

  it('has a thread begin with its own share of the groups, the same in every pass', async () => {
    const engine = await engineOf(2)
    engine.requireScratch(64)
    const [scratch, seen] = [engine.memory.allocate(4 * 8), engine.memory.allocate(4 * 8)]
    const { shared } = engine.memory
    const tell = engine.functionFrom(kernel(store(element(1), get(2)), shared))
    // No group is carried further before both were begun: each thread begins one.
    const looks = [1, 0].map((group) => engine.functionFrom(kernel(awaitWord(scratch + 4 * group), shared)))
    const found = new Set<boolean>()
    for (let times = 0; times < 20; times++) {
      engine.memory.u32().fill(0, scratch / 4, scratch / 4 + 2)
      engine.enqueue({ kernel: tell, args: scratch, kind: 'groups', count: 2, cost: 2 * LEG })
      for (const look of looks) engine.enqueue({ kernel: look, args: seen, kind: 'groups', count: 2, cost: 2 * LEG })
      await engine.flush()
      const [first, second] = engine.memory.u32().subarray(scratch / 4, scratch / 4 + 2)
      found.add(first! < second!)
    }
    expect([...found]).toEqual([true])
  })

  it('compiles list functions into the table that kernels call through, one for equal expressions', async () => {
    const engine = await engineOf(1)
    const place = engine.elementwise(mul(neg(input(0)), input(1)), 2)
    expect(engine.elementwise(mul(neg(input(0)), input(1)), 2)).toBe(place)
    expect(engine.elementwise(mul(input(0), input(1)), 2)).not.toBe(place)
    expect(place).toBeGreaterThanOrEqual(at.TABLE_BASE)
  })

  it('leaves the table behind the kernels to functions made at run time', async () => {
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 65_536 })
    const { exports } = await WebAssembly.instantiate(await kernelsModule(false), { env: { memory, abort: () => {} } })
    expect((exports['table'] as WebAssembly.Table).length).toBeLessThanOrEqual(at.TABLE_BASE)
  })

  it('names the failure of a kernel, and refuses all work after it', async () => {
    const engine = await engineOf(2)
    const bad = engine.functionFrom(kernel(UNREACHABLE, engine.memory.shared))
    engine.enqueue({ kernel: bad, args: 0, kind: 'range', count: 100 })
    await expect(engine.flush()).rejects.toThrowError(
      expect.objectContaining({ code: 'BACKEND', message: expect.stringContaining('unreachable') }),
    )
    await expect(engine.flush()).rejects.toThrowError(expect.objectContaining({ code: 'BACKEND' }))
  })

  it('gives up a thread that died with a task in its hands, instead of waiting for ever', async () => {
    const engine = await engineOf(2, 50)
    const address = engine.memory.allocate(4 * 10_000)
    const steal = engine.functionFrom(kernel(incrementAll, engine.memory.shared))
    // As if a thread had taken a task of this phase and never counted it: the phase asks for one more than there are.
    const store = Atomics.store
    Atomics.store = ((array: Int32Array, index: number, value: number) =>
      store(array, index, index === at.FINISHED ? value - 1 : value)) as typeof store
    try {
      engine.enqueue({ kernel: steal, args: address, kind: 'range', count: 10_000 })
      await expect(engine.flush()).rejects.toThrowError(/a thread has died/)
    } finally {
      Atomics.store = store
    }
  })

  it('gives up a thread that died with a leg of a task in its hands', async () => {
    const engine = await engineOf(2, 50)
    const [address, joined] = [engine.memory.allocate(4 * 8), engine.memory.allocate(4)]
    const look = engine.functionFrom(kernel(awaitWord(joined), engine.memory.shared))
    const { store, sub } = Atomics
    // The other thread waits until this one takes a leg, too: as if it began with that and never ended it.
    Atomics.sub = ((array: Int32Array, index: number, value: number) => {
      store(array, joined / 4, 1)
      return sub(array, index, value)
    }) as typeof sub
    let died = false
    Atomics.store = ((array: Int32Array, index: number, value: number) => {
      if (died || index < at.PHASE_SLOT || value !== 2) return store(array, index, value)
      died = true
      return value
    }) as typeof store
    try {
      for (let k = 0; k < 3; k++)
        engine.enqueue({ kernel: look, args: address, kind: 'groups', count: 8, cost: 8 * LEG })
      await expect(engine.flush()).rejects.toThrowError(/a thread has died/)
      expect(died).toBe(true)
    } finally {
      Object.assign(Atomics, { store, sub })
    }
  })

  it('names a thread that died while it had nothing to do', async () => {
    const threads = createRequire(import.meta.url)('node:worker_threads') as { Worker: typeof Worker }
    const { Worker: Original } = threads
    const made: Worker[] = []
    threads.Worker = class extends Original {
      constructor(...setup: ConstructorParameters<typeof Worker>) {
        super(...setup)
        made.push(this)
      }
    }
    try {
      const engine = await engineOf(2)
      await made[0]!.terminate()
      await expect(engine.flush()).rejects.toThrowError(
        expect.objectContaining({ code: 'BACKEND', message: expect.stringContaining('it ended with exit code 1') }),
      )
    } finally {
      threads.Worker = Original
    }
  })

  it('has others begin with groups at once, and joins them in the next turn of the event loop', async () => {
    const engine = await engineOf(2)
    const address = engine.memory.allocate(4 * 16)
    const plusOne = engine.functionFrom(kernel(onElement([0x41, 1, 0x6a]), engine.memory.shared))
    const words = engine.memory.i32()
    const done = (): boolean => {
      for (let k = 0; k < 16; k++) if (Atomics.load(words, address / 4 + k) !== 1) return false
      return true
    }
    const before = engine.submission
    engine.enqueue({ kernel: plusOne, args: address, kind: 'groups', count: 16 })
    const report = engine.report([])
    expect(report).toBeInstanceOf(Promise)
    expect([engine.pending, engine.happened(before)]).toEqual([true, false])
    // The calling thread does nothing of it here.
    for (const end = performance.now() + 5000; !done() && performance.now() < end;);
    expect(done()).toBe(true)
    expect(engine.pending).toBe(true)
    await report
    expect([engine.pending, engine.happened(before)]).toEqual([false, true])
  })

  it('does at once what is not worth waking others for, and what comes behind groups in its turn', async () => {
    const engine = await engineOf(2)
    const address = engine.memory.allocate(4 * 16)
    const [plusOne, twice] = [
      engine.functionFrom(kernel(onElement([0x41, 1, 0x6a]), engine.memory.shared)),
      engine.functionFrom(kernel(onElement([0x41, 2, 0x6c]), engine.memory.shared)),
    ]
    engine.enqueue({ kernel: plusOne, args: address, kind: 'groups', count: 16, cost: 10 })
    expect(engine.report([])).not.toBeInstanceOf(Promise)
    expect(engine.memory.u32()[address / 4]).toBe(1)
    engine.enqueue({ kernel: twice, args: address, kind: 'groups', count: 16 })
    engine.barrier()
    engine.enqueue({ kernel: plusOne, args: address, kind: 'groups', count: 16, cost: 10 })
    const first = engine.report([])
    engine.enqueue({ kernel: twice, args: address, kind: 'groups', count: 16, cost: 10 })
    engine.barrier()
    await first
    await engine.report([])
    expect(new Set(engine.memory.u32().subarray(address / 4, address / 4 + 16))).toEqual(new Set([6]))
  })

  it('names the failure of a kernel that others have begun with, and does nothing behind it', async () => {
    const engine = await engineOf(2)
    const address = engine.memory.allocate(4)
    const bad = engine.functionFrom(kernel(UNREACHABLE, engine.memory.shared))
    const increment = engine.functionFrom(kernel(incrementAll, engine.memory.shared))
    engine.enqueue({ kernel: bad, args: 0, kind: 'groups', count: 16 })
    engine.enqueue({ kernel: increment, args: address, kind: 'range', count: 1 })
    await expect(engine.report([])).rejects.toThrowError(
      expect.objectContaining({ code: 'BACKEND', message: expect.stringContaining('unreachable') }),
    )
    expect(engine.memory.u32()[address / 4]).toBe(0)
  })

  it('gives memory back when the calls before have happened, not earlier', async () => {
    const engine = await engineOf(1)
    const args = engine.memory.allocate(1000)
    const nothing = engine.functionFrom(kernel([], engine.memory.shared))
    const before = engine.memory.bytes
    const address = engine.memory.allocate(1000)
    engine.enqueue({ kernel: nothing, args, kind: 'groups', count: 2 })
    engine.release(address, 1000)
    expect(engine.memory.bytes).toBeGreaterThan(before)
    await engine.flush()
    expect(engine.memory.bytes).toBe(before)
  })

  it('skips guarded calls while a flag is up', async () => {
    const engine = await engineOf(1)
    const address = engine.memory.allocate(4)
    const increment = engine.functionFrom(kernel(incrementAll, engine.memory.shared))
    const call: EngineCall = { kernel: increment, args: address, kind: 'range', count: 1 }
    engine.raiseOverflow()
    engine.enqueue(call)
    engine.guarded = true
    engine.enqueue(call)
    engine.guarded = false
    expect((await engine.report([])).overflow).toBe(true)
    engine.lowerFlags()
    engine.guarded = true
    engine.enqueue(call)
    engine.guarded = false
    expect((await engine.report([])).overflow).toBe(false)
    expect(engine.memory.u32()[address / 4]).toBe(2)
  })
})

describe('a thread', () => {
  it('reads a phase to its end that others wrote where its view of a memory ends that has grown', () => {
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 3, shared: true })
    const module = new WebAssembly.Module(kernel([], true) as Uint8Array<ArrayBuffer>)
    const { run } = createAgent({ memory, module, thread: 0 })
    const phase = memory.buffer.byteLength / 4 - at.FIRST_CALL - 1
    memory.grow(1)
    const w = new Int32Array(memory.buffer)
    w[phase + at.KIND] = at.SET
    w[phase + at.WORDS] = at.FIRST_CALL + 3
    w[phase + at.FIRST_CALL] = at.PHASE_SLOT
    w[phase + at.FIRST_CALL + 1] = 7
    run(phase)
    expect(w[at.PHASE_SLOT]).toBe(7)
  })

  it('that cannot start is named', async () => {
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true })
    const module = new WebAssembly.Module(kernel([], false) as Uint8Array<ArrayBuffer>)
    const died: string[] = []
    const listeners = { report: () => {}, died: (reason: string) => died.push(reason) }
    await expect(spawnAll([{ memory, module, thread: 1, patience: 1000 }], listeners)).rejects.toThrowError(
      expect.objectContaining({ code: 'BACKEND', message: expect.stringMatching(/did not start.*\n.*threads: 1/) }),
    )
    expect(died[0]).toMatch(/LinkError/)
  })
})

describe('runs', () => {
  function phasesOf(calls: readonly EngineCall[]): string[] {
    const phases: string[] = []
    const builder = createRunBuilder({
      calls({ kind, count, tasks = 1 }, { pairs, length }) {
        const kernels = pairs.subarray(0, 2 * length).filter((_, k) => k % 2 === 0)
        phases.push(`${kind} ${kernels.join()} ${count}/${tasks}`)
      },
      ranges: (ranges) => phases.push(`ranges ${ranges.map(({ kernel, count }) => `${kernel} ${count}`).join()}`),
    })
    for (const call of calls) builder.add(call, Number(call.kernel))
    builder.close()
    return phases
  }
  const groups = (kernel: number, count = 8, tasks = count): EngineCall => ({
    kernel,
    args: 0,
    kind: 'groups',
    count,
    tasks,
  })
  const range = (kernel: number, when?: 'early' | 'late'): EngineCall => ({
    kernel,
    args: 0,
    kind: 'range',
    count: 5,
    ...(when ? { when } : {}),
  })

  it('join neighbors of equal counts, cut by the least', () => {
    expect(phasesOf([groups(1), groups(2, 8, 4), groups(3)])).toEqual(['groups 1,2,3 8/4'])
    expect(phasesOf([groups(1), groups(2, 4)])).toEqual(['groups 1 8/8', 'groups 2 4/4'])
  })

  it('are closed by ranges, but not by those that may happen before or after', () => {
    expect(phasesOf([groups(1), range(2), groups(3)])).toEqual(['groups 1 8/8', 'ranges 2 5', 'groups 3 8/8'])
    expect(phasesOf([groups(1), range(2, 'early'), groups(3), range(4, 'late'), groups(5), range(6, 'late')])).toEqual([
      'ranges 2 5',
      'groups 1,3,5 8/8',
      'ranges 4 5,6 5',
    ])
  })

  it('have their ranges done by the threads that the groups wake, whatever these cost', () => {
    const costs: (number | undefined)[] = []
    const builder = createRunBuilder({
      calls: ({ cost }) => void costs.push(cost),
      ranges: (_, cost) => void costs.push(cost),
    })
    const dear = { ...groups(1), cost: 900 }
    for (const call of [{ ...range(2, 'early'), cost: 5 }, dear, { ...range(3, 'late'), cost: 2000 }])
      builder.add(call, Number(call.kernel))
    builder.close()
    expect(costs).toEqual([905, 900, 2900])
  })
})
