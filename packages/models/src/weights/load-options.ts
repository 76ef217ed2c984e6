import type { ImportOptions } from './import-options.ts';

/** How far a download has come; the same shape in every Gradlab package. */
export interface WeightsProgress {
  readonly phase: 'download';
  /** Bytes so far. */
  readonly done: number;
  /** All bytes; 0 where the server does not say. */
  readonly total: number;
  readonly unit: 'bytes';
}

/** Where a file comes from and what it must be. */
export interface FetchOptions {
  /** SHA-256 of the file, 64 hexadecimal digits. Default: none, the file is trusted. */
  readonly digest?: string;
  /** Node: folder of the cache. Default: env `GRADLAB_CACHE`, else `gradlab` in the user's cache folder. */
  readonly cacheDir?: string;
  /** Never use the network: what is not in the cache is an error. Default: false. */
  readonly offline?: boolean;
  /** Stops the work; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called as bytes arrive from the network. */
  readonly onProgress?: (progress: WeightsProgress) => void;
}

export type WeightsFormat = 'safetensors' | 'npz' | 'h5' | 'keras' | 'tfjs';

/** Exactly one of `file`, `url` and `bytes` says where the weights are. */
export interface LoadPretrainedOptions extends ImportOptions, FetchOptions {
  /** Node: a path or `file:` URL. Anywhere: a Blob or File, as a form gives it. */
  readonly file?: string | URL | Blob;
  /** An http or https address. The file is kept: the next time it comes from the cache. */
  readonly url?: string | URL;
  /** The complete file. */
  readonly bytes?: Uint8Array;
  /** Default: what the first bytes of the file tell. */
  readonly format?: WeightsFormat;
  /** The module `jsfive`, for bundlers that do not find it by themselves. Default: imported where an .h5 or .keras file is read. */
  readonly jsfive?: unknown;
}
