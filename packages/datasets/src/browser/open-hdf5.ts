import type { OpenHdf5 } from '../export/hdf5-source.ts';
import { memoryHdf5 } from '../export/memory-hdf5.ts';
import { readBytes } from './read-bytes.ts';

/** The browser half: the bytes behind a URL. */
export const openHdf5: OpenHdf5 = async (url, { h5wasm, signal }) =>
  memoryHdf5(await readBytes(url, signal), h5wasm);
