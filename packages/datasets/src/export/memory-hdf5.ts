import { type Hdf5Module, importHdf5, startHdf5 } from './h5wasm.ts';
import type { Hdf5Source } from './hdf5-source.ts';

let count = 0;

/** Bytes as a file in h5wasm's memory. */
export async function memoryHdf5(bytes: Uint8Array, h5wasm?: Hdf5Module): Promise<Hdf5Source> {
  const { hdf5, files } = await startHdf5(h5wasm ?? (await importHdf5('h5wasm')));
  const path = `/gradlab-read-${count++}.h5`;
  files.writeFile(path, bytes);
  return { hdf5, path, dispose: () => files.unlink(path) };
}
