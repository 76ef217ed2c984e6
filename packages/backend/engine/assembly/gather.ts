/**
 * out[b][o][i] = x[b][o][indices[b][i]], where x is `[batch, outer, size, inner]` of 32-bit numbers, indices `[batch, count]` and
 * out `[batch, outer, count, inner]`.
 *
 * @returns 0, or 1 more than the place of the first index that is not in [0, size); nothing is written then.
 */
export function gather(
  x: usize,
  indices: usize,
  out: usize,
  batch: i32,
  outer: i32,
  size: i32,
  count: i32,
  inner: i32,
): i32 {
  for (let i = 0; i < batch * count; i++) {
    if (<u32>load<i32>(indices + (<usize>i << 2)) >= <u32>size) return i + 1;
  }
  const row = <usize>inner << 2;
  for (let b = 0; b < batch; b++) {
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < count; i++) {
        copyRow(x + <usize>load<i32>(indices + (<usize>i << 2)) * row, out, row);
        out += row;
      }
      x += <usize>size * row;
    }
    indices += <usize>count << 2;
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function copyRow(from: usize, to: usize, bytes: usize): void {
  if (bytes >= 256) {
    memory.copy(to, from, bytes);
    return;
  }
  const end = to + bytes;
  for (; to + 16 <= end; to += 16) {
    v128.store(to, v128.load(from));
    from += 16;
  }
  for (; to < end; to += 4) {
    store<u32>(to, load<u32>(from));
    from += 4;
  }
}
