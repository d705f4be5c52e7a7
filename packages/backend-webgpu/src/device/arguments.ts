import { Usage } from './constants.js'
import type { Kernel } from './kernel.js'

/** Room for the arguments of one kernel. */
export const ARGUMENT_BYTES = 512

/** Calls whose arguments lie in one buffer. */
const CALLS = 512
const BUFFER_BYTES = CALLS * ARGUMENT_BYTES

/** What the arguments of a call are made of. */
export interface Arguments {
  readonly numbers: Readonly<Record<string, number>>
  /** Where each operand lies in its buffer, in words. */
  readonly offsets: readonly number[]
  /** Where the kernel counts what it does. */
  readonly tally: number
  /** Whether the kernel does nothing while a flag is up. */
  readonly gated: boolean
}

/** The arguments of the calls of one list of commands, in as many buffers as it takes. */
export interface ArgumentRoom {
  /** Whether the first buffer is full: time to hand over the list, where it may end. */
  readonly full: boolean
  /** Gives a call its arguments. */
  place(pass: GPUComputePassEncoder, kernel: Kernel, given: Arguments): void
  /** Brings them to the device, just before the list; from then on all room is free. */
  handOver(): void
}

/** One buffer, what will stand there, and how kernels find it. */
interface Page {
  readonly buffer: GPUBuffer
  readonly floats: Float32Array
  readonly words: Uint32Array<ArrayBuffer>
  readonly always: GPUBindGroup
  readonly unlessFlagged: GPUBindGroup
}

export function createArgumentRoom(device: GPUDevice, layout: GPUBindGroupLayout, flags: GPUBuffer): ArgumentRoom {
  const noFlags = device.createBuffer({ size: 16, usage: Usage.UNIFORM })
  const pages: Page[] = []
  let used = 0

  function createPage(): Page {
    const buffer = device.createBuffer({ size: BUFFER_BYTES, usage: Usage.UNIFORM | Usage.COPY_DST })
    const [always, unlessFlagged] = [noFlags, flags].map((gate) =>
      device.createBindGroup({
        layout,
        entries: [
          { binding: 0, resource: { buffer: gate, size: 16 } },
          { binding: 1, resource: { buffer, size: ARGUMENT_BYTES } },
        ],
      }),
    ) as [GPUBindGroup, GPUBindGroup]
    const values = new ArrayBuffer(BUFFER_BYTES)
    return { buffer, floats: new Float32Array(values), words: new Uint32Array(values), always, unlessFlagged }
  }

  return {
    get full() {
      return used >= CALLS
    },
    place(pass, kernel, { numbers, offsets, tally, gated }) {
      const { floats, words, always, unlessFlagged } = (pages[Math.floor(used / CALLS)] ??= createPage())
      const at = (used++ % CALLS) * ARGUMENT_BYTES
      let word = at / 4
      for (const name in kernel.numbers) {
        if (kernel.numbers[name] === 'f32') floats[word++] = numbers[name]!
        else words[word++] = numbers[name]!
      }
      for (const offset of offsets) words[word++] = offset
      words[word] = tally
      pass.setBindGroup(0, gated ? unlessFlagged : always, [at])
    },
    handOver() {
      for (const { buffer, words } of pages) {
        const calls = Math.min(used, CALLS)
        if (calls > 0) device.queue.writeBuffer(buffer, 0, words, 0, (calls * ARGUMENT_BYTES) / 4)
        used -= calls
      }
    },
  }
}
