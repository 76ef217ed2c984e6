// The windows of a pooling over images `[batch, depth, height, width, channels]`; depth is 1 for flat images. The geometry comes
// as 32-bit words at `shape`: batch and channels; for depth, height and width five each: size, outputs, filter, stride, and how
// far outside of the image the first window begins; what the mean of nothing is divided by.

// @ts-ignore: decorator
@inline
export function batchOf(shape: usize): i32 {
  return load<i32>(shape);
}

// @ts-ignore: decorator
@inline
export function channelsOf(shape: usize): i32 {
  return load<i32>(shape, 4);
}

// @ts-ignore: decorator
@inline
export function sizeOf(shape: usize, axis: i32): i32 {
  return load<i32>(shape + <usize>(20 * axis), 8);
}

// @ts-ignore: decorator
@inline
export function outputsOf(shape: usize, axis: i32): i32 {
  return load<i32>(shape + <usize>(20 * axis), 12);
}

// @ts-ignore: decorator
@inline
export function filterOf(shape: usize, axis: i32): i32 {
  return load<i32>(shape + <usize>(20 * axis), 16);
}

// @ts-ignore: decorator
@inline
function startOf(shape: usize, axis: i32, output: i32): i32 {
  return output * load<i32>(shape + <usize>(20 * axis), 20) - load<i32>(shape + <usize>(20 * axis), 24);
}

/** The first place inside the image that window `output` covers. */
// @ts-ignore: decorator
@inline
export function firstOf(shape: usize, axis: i32, output: i32): i32 {
  return max(startOf(shape, axis, output), 0);
}

/** How many places inside the image window `output` covers. */
// @ts-ignore: decorator
@inline
export function coveredBy(shape: usize, axis: i32, output: i32): i32 {
  const start = startOf(shape, axis, output);
  return max(min(start + filterOf(shape, axis), sizeOf(shape, axis)) - max(start, 0), 0);
}

// @ts-ignore: decorator
@inline
export function emptyDivisorOf(shape: usize): i32 {
  return load<i32>(shape, 68);
}

/** Byte offsets of the pixels of one window from its first one, row after row. */
export function windowOffsets(table: usize, depths: i32, rows: i32, columns: i32, shape: usize): void {
  const pixel = channelsOf(shape) << 2;
  const rowBytes = sizeOf(shape, 2) * pixel;
  const planeBytes = sizeOf(shape, 1) * rowBytes;
  for (let d = 0; d < depths; d++) {
    for (let r = 0; r < rows; r++) {
      let offset = d * planeBytes + r * rowBytes;
      for (let c = 0; c < columns; c++) {
        store<i32>(table, offset);
        table += 4;
        offset += pixel;
      }
    }
  }
}
