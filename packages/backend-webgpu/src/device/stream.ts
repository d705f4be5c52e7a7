import { formatBytes, MemoryError, UnsupportedError, type Region, type SnnError } from '@snn/core'
import { ARGUMENT_BYTES, createArgumentRoom } from './arguments.js'
import { createChain } from './chain.js'
import { MOST_BUFFERS, MOST_GROUPS } from './constants.js'
import type { Binding, Kernel, Use } from './kernel.js'
import { createOrder } from './order.js'
import type { Pipelines } from './pipelines.js'
import type { GpuBuffer } from './pool.js'
import type { Profiler } from './profiler.js'

/** One run of a kernel. Operands and numbers that it does not have are left aside. */
export interface Run {
  readonly operands: Readonly<Record<string, Region | undefined>>
  readonly numbers?: Readonly<Record<string, number>>
  /** Workgroups along x, y and z. */
  readonly groups: readonly [number, number?, number?]
}

/** Work on its way to the device, in order. */
export interface Stream {
  /** Whether kernels that are run from here on do nothing while a flag is up. */
  gate(on: boolean): void
  run(kernel: Kernel, run: Run): void
  /** Moves words, whatever the flags are. */
  copy(from: Region, to: Region, words: number): void
  /** Makes words zero, whatever the flags are. */
  clear(at: Region, words: number): void
  write(buffer: GpuBuffer, offset: number, data: ArrayBufferView<ArrayBuffer>): void
  /** Copies bytes to a buffer of the host, in order with the calls. */
  copyOut(from: GPUBuffer, offset: number, to: GPUBuffer, at: number, bytes: number): void
  /** Does something in order with the calls; `between` once those before were handed over. */
  inOrder(action: () => void): void
  between(action: () => void): void
  /** The calls from here to the next flush are done together, or left out together. */
  together(): void
  /** Lowers all flags, and forgets what the device refused. */
  lowerFlags(): void
  /** Hands over what was called; resolves when it was, which takes as long as kernels are being compiled. */
  flush(): Promise<void>
}

export interface StreamOptions {
  readonly device: GPUDevice
  readonly pipelines: Pipelines
  readonly flags: GPUBuffer
  readonly profiler: Profiler | undefined
  /** Called when something that had to wait for a kernel could not be given to the device. */
  readonly failed: (cause: unknown) => void
}

export function createStream({ device, pipelines, flags, profiler, failed }: StreamOptions): Stream {
  const room = createArgumentRoom(device, pipelines.arguments, flags)
  const order = createOrder((cause) => {
    leaveOut()
    failed(cause)
  })
  const chain = createChain(device, flags)
  let gated = false
  let together = false
  let encoder: GPUCommandEncoder | undefined
  let pass: GPUComputePassEncoder | undefined

  function encoding(): GPUCommandEncoder {
    if (!encoder) chain.begin((encoder = device.createCommandEncoder()))
    return encoder
  }

  function betweenPasses(): GPUCommandEncoder {
    pass?.end()
    pass = undefined
    return encoding()
  }

  /** Makes the list invalid, which the device then leaves out as a whole: a step does not happen in part. */
  function leaveOut(): void {
    betweenPasses().popDebugGroup()
  }

  /** One pass for all dispatches; with a profiler one for each, with its times. */
  function computePass(name: string, workgroups: number): GPUComputePassEncoder {
    if (profiler) {
      const to = betweenPasses()
      pass = to.beginComputePass(profiler.passOf(name, workgroups, to))
      pass.setBindGroup(2, profiler.tally)
    }
    return (pass ??= encoding().beginComputePass())
  }

  function handOver(): void {
    together = false
    if (!encoder) return
    const last = betweenPasses()
    profiler?.finish(last)
    const commands = last.finish()
    encoder = undefined
    room.handOver()
    chain.handOver()
    device.queue.submit([commands])
  }

  function refuse(kernel: Kernel, { operands, groups }: Run, { places, windows }: Binding): SnnError | undefined {
    if (Math.max(...groups.map(Number)) > MOST_GROUPS) return tooLong(kernel, groups)
    const words = Object.keys(kernel.numbers).length + places.length + 1
    if (4 * words > ARGUMENT_BYTES || windows.length > MOST_BUFFERS) return tooMany(kernel)
    const most = device.limits.maxStorageBuffersPerShaderStage
    const wide = windows.reduce((a, b) => a + b, 0) > most
    return wide ? tooWide(kernel, operands, pipelines.window, most) : undefined
  }

  function runInOrder(kernel: Kernel, { operands, numbers = {}, groups }: Run): void {
    const [x, y = 1, z = 1] = groups
    if (x * y * z === 0) return
    const { offsets, buffers, binding } = bindingOf(kernel, operands)
    const refusal = refuse(kernel, { operands, groups }, binding)
    if (refusal) throw refusal
    const needs = pipelines.of(kernel, binding)
    const given = { numbers, offsets, tally: profiler?.placeOf(kernel.name) ?? 0, gated: gated && !kernel.always }
    order.give(() => {
      if (room.full && !together) handOver()
      const to = computePass(kernel.name, x * y * z)
      to.setPipeline(needs.pipeline())
      room.place(to, kernel, given)
      to.setBindGroup(1, pipelines.bind(needs.buffers, buffers))
      to.dispatchWorkgroups(x, y, z)
    }, needs)
  }

  return {
    gate: (on) => void (gated = on),
    run(kernel, call) {
      try {
        runInOrder(kernel, call)
      } catch (error) {
        if (gated) order.give(leaveOut)
        throw error
      }
    },
    copy(from, to, count) {
      const [source, target] = [from.storage as GpuBuffer, to.storage as GpuBuffer]
      order.give(() =>
        betweenPasses().copyBufferToBuffer(source.buffer, 4 * from.offset, target.buffer, 4 * to.offset, 4 * count),
      )
    },
    clear({ storage, offset }, count) {
      order.give(() => betweenPasses().clearBuffer((storage as GpuBuffer).buffer, 4 * offset, 4 * count))
    },
    write({ buffer }, offset, data) {
      const kept = order.waits ? (data as Uint32Array<ArrayBuffer>).slice() : data
      order.give(() => {
        handOver()
        device.queue.writeBuffer(buffer, offset, kept)
      })
    },
    copyOut(from, offset, to, at, bytes) {
      order.give(() => betweenPasses().copyBufferToBuffer(from, offset, to, at, bytes))
    },
    inOrder: (action) => order.give(action),
    between(action) {
      order.give(() => {
        handOver()
        action()
      })
    },
    together: () => order.give(() => void (together = true)),
    lowerFlags: () => order.give(() => chain.clear(betweenPasses())),
    flush() {
      order.give(handOver)
      return order.done()
    },
  }
}

/** Every buffer once, written if any operand in it is. */
function bindingOf(
  kernel: Kernel,
  operands: Run['operands'],
): { offsets: number[]; buffers: GpuBuffer[]; binding: Binding } {
  const offsets: number[] = []
  const buffers: GpuBuffer[] = []
  const places: number[] = []
  const uses: Use[] = []
  for (const name in kernel.operands) {
    const region = operands[name]!
    const buffer = region.storage as GpuBuffer
    const use = kernel.operands[name]!
    let place = buffers.findIndex(({ id }) => id === buffer.id)
    if (place < 0) {
      place = buffers.push(buffer) - 1
      uses.push(use)
    } else if (use !== 'read') uses[place] = use
    offsets.push(region.offset)
    places.push(place)
  }
  return { offsets, buffers, binding: { places, uses, windows: buffers.map(({ windows }) => windows) } }
}

/** Workgroups along x and y for so many in all, or more: a kernel leaves out those beyond. */
export function spread(count: number): [number, number] {
  const y = Math.ceil(count / MOST_GROUPS)
  return [y > 1 ? MOST_GROUPS : count, y]
}

function tooMany({ name, operands, numbers }: Kernel): UnsupportedError {
  return new UnsupportedError({
    what: `${name} of ${Object.keys(operands).length} buffers and ${Object.keys(numbers).length} numbers; WebGPU gives a kernel ${MOST_BUFFERS} buffers, and we ${ARGUMENT_BYTES} bytes of arguments`,
    fix: 'Compute it in two parts.',
  })
}

function tooLong({ name }: Kernel, groups: Run['groups']): UnsupportedError {
  return new UnsupportedError({
    what: `the kernel '${name}' takes ${groups.join(' x ')} workgroups; WebGPU runs ${MOST_GROUPS} along an axis`,
    fix: `Make the batch smaller: it may have ${MOST_GROUPS} samples.`,
  })
}

function tooWide({ name, operands }: Kernel, given: Run['operands'], window: number, most: number): MemoryError {
  const bytesOf = (operand: string): number => given[operand]!.storage.bytes
  const large = Object.keys(operands).filter((operand) => bytesOf(operand) > window)
  const sizes = large.map((operand) => `${operand} of ${formatBytes(bytesOf(operand))}`)
  return new MemoryError({
    what: `the kernel '${name}' has tensors too large to bind: ${sizes.join(', ')}`,
    context: `This device binds ${formatBytes(window)} at one place, and has ${most} places for a kernel.`,
    fix: 'Make the batch or the layers smaller, or use a device that binds more (`snn backends`), or the backend cpu.',
  })
}
