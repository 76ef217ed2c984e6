// Panels: 8 neighbouring columns of a matrix, row after row, so that an inner loop reads them with one growing pointer.
// The last panel is filled up with zeros.

/** Columns of a row-major matrix `[depth, columns]` whose rows lie `rowBytes` apart. */
export function packColumns(x: usize, rowBytes: usize, depth: i32, columns: i32, out: usize): void {
  for (let j = 0; j < columns; j += 8) {
    const width = min(8, columns - j);
    let from = x + (<usize>j << 2);
    if (width == 8) {
      for (let k = 0; k < depth; k++) {
        v128.store(out, v128.load(from));
        v128.store(out, v128.load(from, 16), 16);
        from += rowBytes;
        out += 32;
      }
    } else {
      for (let k = 0; k < depth; k++) {
        for (let c = 0; c < 8; c++) {
          store<f32>(out + (<usize>c << 2), c < width ? load<f32>(from + (<usize>c << 2)) : 0);
        }
        from += rowBytes;
        out += 32;
      }
    }
  }
}

/** Rows of a row-major matrix `[columns, depth]`: the panels of its transpose. */
export function packRows(x: usize, rowBytes: usize, depth: i32, columns: i32, out: usize): void {
  for (let j = 0; j < columns; j += 8) {
    const width = min(8, columns - j);
    const row = x + <usize>j * rowBytes;
    if (width < 8) memory.fill(out, 0, <usize>depth << 5);
    for (let c = 0; c < width; c++) {
      let from = row + <usize>c * rowBytes;
      let to = out + (<usize>c << 2);
      for (let k = 0; k < depth; k++) {
        store<f32>(to, load<f32>(from));
        from += 4;
        to += 32;
      }
    }
    out += <usize>depth << 5;
  }
}
