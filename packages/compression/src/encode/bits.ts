/** Bits in the order they come, the highest of a byte first. */
export interface BitWriter {
  /** The `length` lowest bits of a value below 2^32; at most 32. */
  write(value: number, length: number): void;
  /** All bytes; the last one filled with zeros. */
  bytes(): Uint8Array;
}

export function bitWriter(): BitWriter {
  let buffer = new Uint8Array(1024);
  let bits = 0;
  return {
    write(value, length) {
      while (bits + length > 8 * buffer.length) {
        const larger = new Uint8Array(2 * buffer.length);
        larger.set(buffer);
        buffer = larger;
      }
      for (let i = length - 1; i >= 0; i--) {
        const at = bits >>> 3;
        buffer[at] = (buffer[at] as number) | (((value >>> i) & 1) << (7 - (bits & 7)));
        bits += 1;
      }
    },
    bytes: () => buffer.slice(0, Math.ceil(bits / 8)),
  };
}

/** Reads what `bitWriter` wrote: `count` values of `length` bits each. */
export function readBits(bytes: Uint8Array, length: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => {
    let value = 0;
    for (let i = index * length; i < (index + 1) * length; i++) {
      value = (value << 1) | (((bytes[i >>> 3] as number) >>> (7 - (i & 7))) & 1);
    }
    return value >>> 0;
  });
}
