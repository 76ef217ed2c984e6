import * as tf from '@tensorflow/tfjs-core';

/** `ours` is the engine of @gradlab/backend; the others are TensorFlow.js as it comes, with the gradients of tfjs-layers. */
export type BackendKind = 'ours' | 'wasm' | 'cpu';

async function startStock(name: 'wasm' | 'cpu'): Promise<void> {
  if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  else await import('@tensorflow/tfjs-backend-cpu');
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js could not start ${name}`);
  await tf.ready();
}

/** Makes the backend the current one. Call it after tfjs-layers was imported. */
export async function startBackend(kind: BackendKind): Promise<void> {
  if (kind !== 'ours') return startStock(kind);
  const { loadBackend } = await import('@gradlab/backend');
  await loadBackend({ prefer: 'wasm', strict: true });
}
