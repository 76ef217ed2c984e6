/** Eight bits a byte, the first the lowest. */
export function packBits(bits: Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) {
    if (bit === 1) packed[i >> 3] = (packed[i >> 3] as number) | (1 << (i & 7));
  }
  return packed;
}

export const unpackBits = (packed: Uint8Array, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => ((packed[i >> 3] as number) >> (i & 7)) & 1);

export const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

export const fromBase64 = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
