// Argument records of kernels. The build gives the host the place of every field (build/records.mjs); addresses and offsets are bytes.

/** Weights between storage, [inputs][neurons], and blocks, [block][inputs][width], whose last block is padded with zeros. */
@unmanaged
export class Weights {
  /** [inputs][neurons]. */
  plain: usize
  /** [copy][block][inputs][width]. */
  packed: usize
  inputs: u32
  neurons: u32
  blocks: u32
  width: u32
  copies: u32
  /** From one copy to the next. */
  copyBytes: u32
}
