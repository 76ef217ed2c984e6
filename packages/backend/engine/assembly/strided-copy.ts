// Moves 32-bit numbers from one grid of places to another: slices, joins, transposes, repeats and reversals are all this.

/**
 * Copies along any number of axes, whose words lie at `axes`, four for each: size, how many bytes apart neighbours are in the
 * source (0 repeats, negative reverses) and in the result, and one to count with. The last two axes are taken as planes; the very
 * last one should be contiguous in the result.
 */
export function copyStrided(from: usize, to: usize, rank: i32, axes: usize): void {
  const rowAxis = axes + (<usize>(rank - 2) << 4);
  for (let axis = axes; axis < rowAxis; axis += 16) store<i32>(axis, 0, 12);
  for (;;) {
    copyPlane(from, to, rowAxis);
    // To the next plane: the last axis that is not at its end moves on, and those behind it go back.
    let axis = rowAxis;
    for (;;) {
      if (axis == axes) return;
      axis -= 16;
      const place = load<i32>(axis, 12) + 1;
      from += load<i32>(axis, 4);
      to += load<i32>(axis, 8);
      if (place < load<i32>(axis)) {
        store<i32>(axis, place, 12);
        break;
      }
      from -= place * load<i32>(axis, 4);
      to -= place * load<i32>(axis, 8);
      store<i32>(axis, 0, 12);
    }
  }
}

function copyPlane(from: usize, to: usize, plane: usize): void {
  const rows = load<i32>(plane);
  const fromRow = load<i32>(plane, 4);
  const toRow = load<i32>(plane, 8);
  const columns = load<i32>(plane, 16);
  const fromColumn = load<i32>(plane, 20);
  const toColumn = load<i32>(plane, 24);
  if (fromColumn == 4 && toColumn == 4) copyRows(from, to, rows, fromRow, toRow, columns);
  else if (fromRow == 4 && toColumn == 4) transpose(from, to, rows, toRow, columns, fromColumn);
  else copyOneByOne(from, to, rows, fromRow, toRow, columns, fromColumn, toColumn);
}

function copyRows(from: usize, to: usize, rows: i32, fromRow: i32, toRow: i32, columns: i32): void {
  const bytes = <usize>columns << 2;
  if (columns >= 64) {
    for (let r = 0; r < rows; r++) {
      memory.copy(to, from, bytes);
      from += fromRow;
      to += toRow;
    }
    return;
  }
  for (let r = 0; r < rows; r++) {
    const end = to + bytes;
    let x = from;
    let y = to;
    for (; y + 16 <= end; y += 16) {
      v128.store(y, v128.load(x));
      x += 16;
    }
    for (; y < end; y += 4) {
      store<u32>(y, load<u32>(x));
      x += 4;
    }
    from += fromRow;
    to += toRow;
  }
}

/** The rows lie side by side in the source, the columns in the result. */
function transpose(from: usize, to: usize, rows: i32, toRow: i32, columns: i32, fromColumn: i32): void {
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    let x = from;
    let y = to;
    let c = 0;
    for (; c + 4 <= columns; c += 4) {
      transpose4x4(x, y, toRow, fromColumn);
      x += fromColumn << 2;
      y += 16;
    }
    for (; c < columns; c++) {
      store<u32>(y, load<u32>(x));
      store<u32>(y + toRow, load<u32>(x, 4));
      store<u32>(y + 2 * toRow, load<u32>(x, 8));
      store<u32>(y + 3 * toRow, load<u32>(x, 12));
      x += fromColumn;
      y += 4;
    }
    from += 16;
    to += toRow << 2;
  }
  copyOneByOne(from, to, rows - r, 4, toRow, columns, fromColumn, 4);
}

// @ts-ignore: decorator
@inline
function transpose4x4(x: usize, y: usize, toRow: i32, fromColumn: i32): void {
  const a = v128.load(x);
  const b = v128.load(x + fromColumn);
  const c = v128.load(x + 2 * fromColumn);
  const d = v128.load(x + 3 * fromColumn);
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(y, i64x2.shuffle(ab, cd, 0, 2));
  v128.store(y + toRow, i64x2.shuffle(ab, cd, 1, 3));
  v128.store(y + 2 * toRow, i64x2.shuffle(abHigh, cdHigh, 0, 2));
  v128.store(y + 3 * toRow, i64x2.shuffle(abHigh, cdHigh, 1, 3));
}

function copyOneByOne(
  from: usize,
  to: usize,
  rows: i32,
  fromRow: i32,
  toRow: i32,
  columns: i32,
  fromColumn: i32,
  toColumn: i32,
): void {
  for (let r = 0; r < rows; r++) {
    let x = from;
    let y = to;
    for (let c = 0; c < columns; c++) {
      store<u32>(y, load<u32>(x));
      x += fromColumn;
      y += toColumn;
    }
    from += fromRow;
    to += toRow;
  }
}
