/** What `loadBackend` can choose from, fastest first. */
export const BACKEND_NAMES = ['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'wasm', 'cpu'] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];

/** Where the browser finds the three `.wasm` files of `@tensorflow/tfjs-backend-wasm`: a folder URL, or a URL per file. */
export type WasmPaths = string | Readonly<Record<string, string>>;

export interface CandidateOptions {
  readonly wasmPaths?: WasmPaths | undefined;
  /** The caller asked for this one by its name: take it even where another would be faster. */
  readonly preferred: boolean;
}

/** One way to compute. */
export interface Candidate {
  readonly name: BackendName;
  /** The name under which TensorFlow.js knows it. */
  readonly tfjsName: string;
  /** Imports its code; throws an error whose message says why it cannot, or should not, be used here. */
  readonly load: (options: CandidateOptions) => Promise<void>;
  /** Called once it is the current backend. */
  readonly started?: () => void;
}

/** Works the same everywhere: both packages are dependencies of this one. */
export const cpuCandidate: Candidate = {
  name: 'cpu',
  tfjsName: 'cpu',
  load: async () => {
    await import('@tensorflow/tfjs-backend-cpu');
  },
};

/** What is called of `@tensorflow/tfjs-backend-wasm`; loading it registers the backend. */
export interface WasmPackage {
  readonly setWasmPaths: (paths: string | { [file: string]: string }) => void;
}

export const wasmCandidate = (loadPackage: () => Promise<WasmPackage>): Candidate => ({
  name: 'wasm',
  tfjsName: 'wasm',
  load: async ({ wasmPaths }) => {
    const { setWasmPaths } = await loadPackage();
    if (wasmPaths !== undefined) setWasmPaths(typeof wasmPaths === 'string' ? wasmPaths : { ...wasmPaths });
  },
});
