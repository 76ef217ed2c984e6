import { zipSync } from 'fflate';

/** An `.npy` file of version 1, made by hand for tests. */
export function npyFile(
  descr: string,
  shape: readonly number[],
  values: ArrayBufferView,
  fortran = false,
): Uint8Array {
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sides}), }`;
  const header = `${text.padEnd(64 * Math.ceil((text.length + 11) / 64) - 11)}\n`;
  const bytes = new Uint8Array(10 + header.length + values.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + header.length);
  return bytes;
}

/** Unicode strings as numpy stores them, `length` code points each. */
export const npyStrings = (texts: readonly string[], length: number): Uint8Array =>
  npyFile(
    `<U${length}`,
    [texts.length],
    Uint32Array.from(
      texts.flatMap((text) => Array.from({ length }, (_, i) => [...text][i]?.codePointAt(0) ?? 0)),
    ),
  );

/** An `.npz` archive of these files, stored without compression. */
export const npzFile = (members: Readonly<Record<string, Uint8Array>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(members).map(([name, bytes]) => [`${name}.npy`, bytes])), {
    level: 0,
  });
