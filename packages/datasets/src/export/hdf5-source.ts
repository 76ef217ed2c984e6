import type { Hdf5, Hdf5Module } from './h5wasm.ts';

/** A file that h5wasm can open. */
export interface Hdf5Source {
  readonly hdf5: Hdf5;
  readonly path: string;
  /** Forgets what it holds in memory. */
  dispose(): void;
}

/**
 * The shape of `#platform`: makes the file at a path (Node) or URL (browser) known to h5wasm.
 *
 * @throws MissingFileError or NetworkError when it cannot be read, MissingPeerError without h5wasm
 */
export type OpenHdf5 = (
  path: string,
  options: { readonly h5wasm?: Hdf5Module | undefined; readonly signal?: AbortSignal | undefined },
) => Promise<Hdf5Source>;
