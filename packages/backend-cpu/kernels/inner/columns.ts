// Columns of a block between rows of its width, padded with zeros, and rows of all neurons.

/** block[c] = source[c] for `columns` columns, 0 for the rest of the block. */
export function takeColumns(source: usize, columns: u32, block: usize, width: u32): void {
  for (let c: usize = 0; c < columns; c++) store<f32>(block + (c << 2), load<f32>(source + (c << 2)))
  for (let c: usize = columns; c < width; c++) store<f32>(block + (c << 2), 0)
}

/** target[c] = block[c] for `columns` columns. */
export function putColumns(block: usize, columns: u32, target: usize): void {
  for (let c: usize = 0; c < columns; c++) store<f32>(target + (c << 2), load<f32>(block + (c << 2)))
}

/** The same for many rows: of `rowBytes` in the block, of `targetBytes` in the target. */
export function putRows(block: usize, rowBytes: usize, rows: u32, columns: u32, target: usize, targetBytes: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    putColumns(block, columns, target)
    block += rowBytes
    target += targetBytes
  }
}

/** sum[c] += Σ rows[·][c] over whole vectors, rows from the first to the last. */
export function addUpRows(block: usize, rowBytes: usize, rows: u32, sum: usize): void {
  const end = block + rows * rowBytes
  for (let c: usize = 0; c < rowBytes; c += 16) {
    let total = f32x4.splat(0)
    for (let row = block + c; row < end; row += rowBytes) total = f32x4.add(total, v128.load(row))
    v128.store(sum + c, f32x4.add(v128.load(sum + c), total))
  }
}

/** target[c] += block[c] for `columns` columns. */
export function addColumns(block: usize, columns: u32, target: usize): void {
  for (let c: usize = 0; c < columns; c++) {
    const place = target + (c << 2)
    store<f32>(place, load<f32>(place) + load<f32>(block + (c << 2)))
  }
}
