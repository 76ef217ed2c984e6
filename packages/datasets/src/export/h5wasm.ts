import { reasonOf } from '../errors.ts';
import { importPeer } from '../import-peer.ts';

/** The part of h5wasm that is used. */
export type Hdf5 = Pick<typeof import('h5wasm'), 'File' | 'Group' | 'Dataset' | 'ready'>;

/** h5wasm, as an application imports it: `import * as h5wasm from 'h5wasm'`. */
export interface Hdf5Module {
  readonly ready: Promise<unknown>;
  readonly File: unknown;
}

/** Its file system, in memory. */
export interface MemoryFiles {
  readFile(path: string): Uint8Array;
  writeFile(path: string, bytes: Uint8Array): void;
  unlink(path: string): void;
}

interface Internals {
  readonly FS: MemoryFiles;
  activate_throwing_error_handler(): number;
}

/** Starts h5wasm. Without being told to throw it prints what went wrong, a full disk for example, and goes on. */
export async function startHdf5(module: Hdf5Module): Promise<{ hdf5: Hdf5; files: MemoryFiles }> {
  const internals = (await module.ready) as Internals;
  internals.activate_throwing_error_handler();
  return { hdf5: module as unknown as Hdf5, files: internals.FS };
}

/** `h5wasm`, which keeps files in memory, or `h5wasm/node`, which writes them to the disk. MissingPeerError when it is not installed. */
export const importHdf5 = (name: 'h5wasm' | 'h5wasm/node'): Promise<Hdf5Module> =>
  importPeer(
    name,
    'HDF5',
    name === 'h5wasm'
      ? 'run npm install h5wasm, or pass its module as the option h5wasm'
      : 'run npm install h5wasm',
  );

/** The one line that tells in HDF5's report of ten: the system's message, or where it all began. */
export function hdf5Reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const system = /error message = '([^']+)'/.exec(text)?.[1];
  const deepest = [...text.matchAll(/#\d+: .*?\(\): ([^\n]+)/g)].at(-1)?.[1];
  return system ?? deepest ?? reasonOf(error);
}
