const UNIT = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Writes `size` bytes, from `start` on, as numbers in [0, 1] to `values`, from `to` on: each byte / 255, as numpy rounds it. */
export function writeUnitValues(
  values: Float32Array,
  to: number,
  bytes: Uint8Array,
  start: number,
  size: number,
): void {
  const end = start + size;
  let from = start;
  let at = to;
  // By fours: V8 does not unroll loops, and this takes half the time of one byte after the other.
  for (; from + 3 < end; from += 4, at += 4) {
    values[at] = UNIT[bytes[from] as number] as number;
    values[at + 1] = UNIT[bytes[from + 1] as number] as number;
    values[at + 2] = UNIT[bytes[from + 2] as number] as number;
    values[at + 3] = UNIT[bytes[from + 3] as number] as number;
  }
  for (; from < end; from++, at++) values[at] = UNIT[bytes[from] as number] as number;
}
