// Records of the dense kernels. Addresses and strides are bytes, everything else counts elements of 4 bytes.

/** Sums over one axis: input [outer, length, inner] to output [outer, blocks, inner], each block added up in order. */
@unmanaged
export class Reduce {
  input: usize
  output: usize
  length: u32
  inner: u32
  /** Elements of the axis in one block. */
  block: u32
  blocks: u32
  /** Tiles of columns that the inner axis is cut into. */
  tiles: u32
}

/** output [rows, columns] = A [rows, inner] · B [inner, columns]. */
@unmanaged
export class Matmul {
  a: usize
  /** From row to row of A, and from column to column. */
  aRow: u32
  aInner: u32
  b: usize
  /** [panel of 8 columns][inner][8], the last panel padded with zeros. */
  packed: usize
  output: usize
  rows: u32
  inner: u32
  columns: u32
  transposeB: u32
}

/** A strided copy. The sizes, input strides and output strides of the outer axes follow, the last axis first, three words an axis. */
@unmanaged
export class Copy {
  input: usize
  output: usize
  /** Outer axes. */
  axes: u32
  /** Elements of the innermost axis, and their strides. */
  length: u32
  inputStride: i32
  outputStride: i32
  /** For transpositions: the other axis of the plane. */
  across: u32
  inputAcross: i32
  outputAcross: i32
}

@unmanaged
export class Gather {
  table: usize
  tableRows: u32
  index: usize
  rows: usize
  count: u32
  width: u32
}

/** Address and length of each piece follow, two words a piece. */
@unmanaged
export class Guard {
  flag: usize
}
