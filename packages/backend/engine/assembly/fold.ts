// A matrix [rows, columns] of few columns is computed as one of fewer, wider rows: `fold` neighbouring rows are one row whose
// width is a multiple of 16, so that four vectors are in flight and none has a tail.

/** How many rows make one; 1 where the width is a multiple of 16 already, or where there are too few rows for it to pay. */
export function foldOf(rows: i32, columns: i32): i32 {
  let fold = 16;
  while (fold > 1 && ((columns * (fold >> 1)) & 15) == 0) fold >>= 1;
  return rows >= fold * 4 ? fold : 1;
}

/** Continues the first `columns` floats periodically up to `wide`. */
export function repeat(values: usize, columns: i32, wide: i32): void {
  for (let i = columns; i < wide; i++) {
    store<f32>(values + (<usize>i << 2), load<f32>(values + (<usize>(i - columns) << 2)));
  }
}
