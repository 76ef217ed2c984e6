/** What `loadBackend` can choose from, fastest first. */
export const BACKEND_NAMES = ['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'wasm', 'cpu'] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];

/** Where the browser finds the three `.wasm` files of `@tensorflow/tfjs-backend-wasm`: a folder URL, or a URL per file. */
export type WasmPaths = string | Readonly<Record<string, string>>;

/** One way to compute. `load` imports its code and throws an error whose message says why it cannot be used here. */
export interface Candidate {
  readonly name: BackendName;
  /** The name under which TensorFlow.js knows it. */
  readonly tfjsName: string;
  readonly load: (options: { readonly wasmPaths?: WasmPaths | undefined }) => Promise<void>;
}

/** Works the same everywhere: both packages are dependencies of this one. */
export const cpuCandidate: Candidate = {
  name: 'cpu',
  tfjsName: 'cpu',
  load: async () => {
    await import('@tensorflow/tfjs-backend-cpu');
  },
};

export const wasmCandidate: Candidate = {
  name: 'wasm',
  tfjsName: 'wasm',
  load: async ({ wasmPaths }) => {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    if (wasmPaths !== undefined) setWasmPaths(typeof wasmPaths === 'string' ? wasmPaths : { ...wasmPaths });
  },
};
