import { formatBytes, MemoryError, type Storage } from '@snn/core'
import { Usage } from './constants.js'

/** A buffer of the device. `id` tells it from every other. */
export interface GpuBuffer extends Storage {
  readonly buffer: GPUBuffer
  readonly id: number
  /** Pieces in which it is bound, since a device binds no more than so many bytes at one place. */
  readonly windows: number
}

/** Buffers of a device, kept for the next request of their size, since calls happen in the order in which they are given. */
export interface Pool {
  readonly limit: number
  /** Contents are zero. */
  allocate(bytes: number): GpuBuffer
  release(buffer: GpuBuffer): void
}

export interface PoolOptions {
  readonly device: GPUDevice
  readonly limit: number
  /** Bytes that are bound at one place. */
  readonly window: number
  /** Makes a used buffer zero, in order with the calls. */
  readonly clear: (buffer: GpuBuffer) => void
  /** Destroys buffers, in order with the calls. */
  readonly destroy: (buffers: readonly GpuBuffer[]) => void
  /** Called when the device turns out to have no more room. */
  readonly failed: (error: MemoryError) => void
}

/** Buffers are this large at least. */
const SMALLEST = 256

/** A buffer is at most an eighth larger than what was asked for, so that sizes repeat. */
function roundUp(bytes: number): number {
  const grain = Math.max(SMALLEST, 2 ** (Math.floor(Math.log2(Math.max(1, bytes))) - 3))
  return Math.max(SMALLEST, Math.ceil(bytes / grain) * grain)
}

export function createPool({ device, limit, window, clear, destroy, failed }: PoolOptions): Pool {
  const largest = device.limits.maxBufferSize
  const sizeOf = (bytes: number): number => Math.min(bytes > window ? largest : window, roundUp(bytes))
  const idle = new Map<number, GpuBuffer[]>()
  const useless = new WeakSet<GPUBuffer>()
  let live = 0
  let held = 0
  let made = 0

  function destroyIdle(): void {
    for (const [size, buffers] of idle) held -= size * buffers.length
    destroy([...idle.values()].flat())
    idle.clear()
  }

  /** The device tells later whether it has room; if not, the buffer stays of no use, and what is idle makes way. */
  function make(size: number): GPUBuffer {
    device.pushErrorScope('out-of-memory')
    const buffer = device.createBuffer({ size, usage: Usage.STORAGE | Usage.COPY_SRC | Usage.COPY_DST })
    void device.popErrorScope().then((error) => {
      if (!error) return
      useless.add(buffer)
      destroyIdle()
      failed(refused(size, live, error))
    }, ignoreLoss)
    held += size
    return buffer
  }

  return {
    limit,
    allocate(bytes) {
      const size = sizeOf(bytes)
      if (bytes > largest) throw tooLarge(bytes, largest)
      if (live + size > limit) throw beyondLimit(bytes, live, limit)
      const used = idle.get(size)?.pop()
      if (!used && held + size > limit) destroyIdle()
      live += size
      const windows = Math.ceil(size / window)
      const buffer: GpuBuffer = { bytes, buffer: used?.buffer ?? make(size), id: used?.id ?? made++, windows }
      if (used) clear(buffer)
      return buffer
    },
    release(buffer) {
      const size = sizeOf(buffer.bytes)
      live -= size
      if (useless.has(buffer.buffer)) {
        held -= size
        return destroy([buffer])
      }
      const others = idle.get(size)
      if (others) others.push(buffer)
      else idle.set(size, [buffer])
    },
  }
}

/** A device that was lost answers nothing any more; the step that waits for it says so. */
function ignoreLoss(): void {}

const fix = 'Make the batch smaller or the sequence shorter, or free tensors that are no longer needed.'

function beyondLimit(bytes: number, live: number, limit: number): MemoryError {
  return new MemoryError({
    what: `${formatBytes(bytes)} more were asked for; ${formatBytes(live)} of ${formatBytes(limit)} are in use`,
    fix: `${fix} webgpu({ memoryLimit }) raises the limit.`,
  })
}

function tooLarge(bytes: number, largest: number): MemoryError {
  return new MemoryError({
    what: `a buffer of ${formatBytes(bytes)} was asked for; the largest of this device have ${formatBytes(largest)}`,
    fix,
  })
}

function refused(size: number, live: number, error: GPUError): MemoryError {
  return new MemoryError({
    what: `the device has no room for ${formatBytes(size)} more; ${formatBytes(live)} are in use`,
    context: error.message,
    fix,
    cause: error,
  })
}
