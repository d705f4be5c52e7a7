import { Usage } from './constants.js'
import { Flag } from './flags.js'

/**
 * Proof that nothing was left out. A device refuses a list of commands as a whole, and the host hears of it late, when the
 * lists behind may have been done: so each list asks on the device whether the one before it was done, and else raises
 * a flag. A link is 1 until its list has put there what the link before it says, which is 0 if all went well.
 */
export interface Chain {
  /** The first commands of a list. */
  begin(encoder: GPUCommandEncoder): void
  /** Just before the list is handed over. */
  handOver(): void
  /** Starts anew, whatever was refused. */
  clear(encoder: GPUCommandEncoder): void
}

const BROKEN = Uint32Array.of(1)

export function createChain(device: GPUDevice, flags: GPUBuffer): Chain {
  const usage = Usage.COPY_SRC | Usage.COPY_DST
  const links = [0, 1].map(() => device.createBuffer({ size: 4, usage })) as [GPUBuffer, GPUBuffer]
  let [before, own] = links
  return {
    begin(encoder) {
      encoder.copyBufferToBuffer(before, 0, flags, 4 * Flag.refused, 4)
      encoder.copyBufferToBuffer(before, 0, own, 0, 4)
    },
    handOver() {
      device.queue.writeBuffer(own, 0, BROKEN)
      ;[before, own] = [own, before]
    },
    clear(encoder) {
      for (const link of links) encoder.clearBuffer(link)
      encoder.clearBuffer(flags)
    },
  }
}
