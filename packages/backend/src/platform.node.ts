import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Candidate, cpuCandidate, wasmCandidate } from './candidate.ts';

/** Imports an optional package from where the user's program runs, or from beside this one. */
async function importOptional(name: string): Promise<Record<string, unknown>> {
  const from = [pathToFileURL(join(process.cwd(), 'package.json')), import.meta.url];
  for (const place of from) {
    let file: string;
    try {
      file = createRequire(place).resolve(name);
    } catch {
      continue;
    }
    return import(pathToFileURL(file).href);
  }
  throw new Error(`not installed (npm install ${name})`);
}

const native = (name: 'tfjs-node-gpu' | 'tfjs-node'): Candidate => ({
  name,
  tfjsName: 'tensorflow',
  load: async () => {
    await importOptional(`@tensorflow/${name}`);
  },
});

/** Dawn, Chromium's WebGPU, as the npm package `webgpu`; TensorFlow.js looks for it on `navigator.gpu`. */
async function loadDawn(): Promise<void> {
  const dawn = await importOptional('webgpu');
  const { create, globals } = (dawn.default ?? dawn) as {
    create: (flags: string[]) => unknown;
    globals: Record<string, unknown>;
  };
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const adapter = await (gpu as { requestAdapter: () => Promise<unknown> }).requestAdapter();
  if (!adapter) throw new Error('no GPU driver answers (Vulkan, Metal or Direct3D 12)');
  // Node 20 has no navigator; later ones have one that says more than this.
  const navigator = 'navigator' in globalThis ? globalThis.navigator : {};
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}

const webgpu: Candidate = {
  name: 'webgpu',
  tfjsName: 'webgpu',
  load: async () => {
    await loadDawn();
    await importOptional('@tensorflow/tfjs-backend-webgpu');
  },
};

export const candidates: readonly Candidate[] = [
  native('tfjs-node-gpu'),
  native('tfjs-node'),
  webgpu,
  wasmCandidate,
  cpuCandidate,
];
