import { getFloat16, setFloat16 } from '@petamoriken/float16';

let table: Float32Array | undefined;

/** The value of each of the 65 536 patterns of a half-precision float: looking up is ten times as fast as computing. */
function halves(): Float32Array {
  if (table) return table;
  const view = new DataView(new ArrayBuffer(2));
  table = Float32Array.from({ length: 65_536 }, (_, bits) => {
    view.setUint16(0, bits);
    return getFloat16(view, 0);
  });
  return table;
}

/** The values of IEEE 754 half-precision floats, given as their bits. Exact. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  const values = halves();
  return Float32Array.from(bits, (pattern) => values[pattern] as number);
}

/** The bits of the nearest half-precision floats, ties to even; beyond 65 519 infinity. */
export function float16Of(values: Float32Array): Uint16Array {
  const view = new DataView(new ArrayBuffer(2));
  return Uint16Array.from(values, (value) => {
    setFloat16(view, 0, value);
    return view.getUint16(0);
  });
}

/** The values of bfloat16 numbers, the upper halves of float32 ones, given as their bits. Exact. */
export function fromBfloat16(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (pattern) => pattern << 16).buffer);
}

/** The bits of the nearest bfloat16 numbers, ties to even. */
export function bfloat16Of(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(words, (word) => {
    // Rounding up a NaN could carry into its sign, or leave an infinity.
    if ((word & 0x7fffffff) > 0x7f800000) return (word >>> 16) | 0x40;
    return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  });
}
