import { BackendError, MemoryError, type SnnError } from '@snn/core'

/** What went wrong on the device: it is told to the step that failed by it, or to the next read. */
export interface Failures {
  note(error: SnnError): void
  /** @throws what was noted. A lost device stays lost; anything else is told once. */
  check(): void
  /**
   * The end of a step, which fails if the device refused something of it or left something out before; what was noted of
   * work that is still to come does not concern it.
   */
  judge(refused: GPUError | undefined, leftOut: boolean): void
  /** The error that belongs to a wait for the device that was rejected. */
  during(use: string, cause: unknown): Promise<SnnError>
}

export function createFailures(device: GPUDevice): Failures {
  let noted: SnnError | undefined
  let lost: BackendError | undefined
  const loss = device.lost.then((info) => void (lost = lostDevice(info)))
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault()
    noted ??= errorOf(event.error)
  })
  /** What is to be told next. */
  function take(): SnnError | undefined {
    const error = lost ?? noted
    noted = undefined
    return error
  }
  return {
    note: (error) => void (noted ??= error),
    check() {
      const error = take()
      if (error) throw error
    },
    judge(refused, leftOut) {
      if (lost) throw lost
      if (refused || leftOut) throw take() ?? (refused ? errorOf(refused) : behindRefused())
    },
    async during(use, cause) {
      // A wait is rejected just before the loss that rejects it is told: how long before is up to a browser whose processor has much to do.
      let timer: ReturnType<typeof setTimeout> | undefined
      await Promise.race([loss, new Promise((resolve) => (timer = setTimeout(resolve, LOSS_DELAY)))])
      clearTimeout(timer)
      return take() ?? failedAt(use, cause)
    },
  }
}

/** Milliseconds. */
const LOSS_DELAY = 1000

/** An error that the device reported, as one of ours. */
function errorOf(error: GPUError): SnnError {
  return error.constructor.name === 'GPUOutOfMemoryError'
    ? new MemoryError({
        what: 'the device ran out of memory',
        context: error.message,
        fix: 'Make the batch smaller or the sequence shorter, and resume from the last checkpoint.',
        cause: error,
      })
    : new BackendError({
        what: 'the device refused a call',
        context: error.message,
        fix: 'Report this together with the network and `snn backends`.',
        cause: error,
      })
}

/** A kernel whose WGSL the device does not take. */
export function compileFailed(kernel: string, context: string, cause: unknown): BackendError {
  return new BackendError({
    what: `the device does not compile the kernel '${kernel}'`,
    context,
    fix: 'Update the browser or the driver of the GPU, try webgpu({ subgroups: false }), or use another backend; report this together with `snn backends`.',
    cause,
  })
}

function behindRefused(): BackendError {
  return new BackendError({
    what: 'this step was not done, because the device refused what was asked of it before',
    fix: 'Give it again once that failure is dealt with.',
  })
}

function lostDevice({ reason, message }: GPUDeviceLostInfo): BackendError {
  return new BackendError({
    what: `the device was lost (${reason === 'destroyed' ? 'it was destroyed' : 'reset, removed, or stopped for taking too long'})`,
    context: message,
    fix: 'Make a new backend, and resume from the last checkpoint.',
  })
}

/** Something that the device did not take. */
export function failedAt(use: string, cause: unknown): BackendError {
  return new BackendError({
    what: `the device failed at ${use}`,
    context: cause instanceof Error ? cause.message : String(cause),
    fix: 'Make a new backend, and resume from the last checkpoint.',
    cause,
  })
}
