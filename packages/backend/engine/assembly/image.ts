/**
 * Copies an NHWC image into a larger one, `top` rows and `left` columns in, and fills the rest with zeros. What does not fit is
 * cut off. One image at a time, so that it is still in the cache when it is read.
 */
export function padImage(
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  paddedHeight: i32,
  paddedWidth: i32,
  out: usize,
): void {
  const pixel = <usize>channels << 2;
  const rowBytes = <usize>width * pixel;
  const outRow = <usize>paddedWidth * pixel;
  const rows = min(height, paddedHeight - top);
  const before = <usize>left * pixel;
  const copied = <usize>min(width, paddedWidth - left) * pixel;
  memory.fill(out, 0, outRow * <usize>top);
  out += outRow * <usize>top;
  for (let r = 0; r < rows; r++) {
    memory.fill(out, 0, before);
    memory.copy(out + before, x, copied);
    memory.fill(out + before + copied, 0, outRow - before - copied);
    x += rowBytes;
    out += outRow;
  }
  memory.fill(out, 0, outRow * <usize>(paddedHeight - top - rows));
}

/** Byte offsets of the pixels of a grid, row after row. */
export function gridOffsets(table: usize, rows: i32, columns: i32, origin: i32, rowBytes: i32, columnBytes: i32): void {
  for (let r = 0; r < rows; r++) {
    let offset = origin + r * rowBytes;
    for (let c = 0; c < columns; c++) {
      store<u32>(table, offset);
      table += 4;
      offset += columnBytes;
    }
  }
}
