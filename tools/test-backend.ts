// Brings the gradients, as in most programs; without it they come from the backend package's bundle, which is tested packed.
import '@tensorflow/tfjs-layers';
import { loadBackend } from '../packages/backend/src/index.ts';

const wanted = process.env.GRADLAB_TEST_BACKEND;
if (wanted !== 'cpu' && wanted !== 'wasm') {
  throw new Error(`GRADLAB_TEST_BACKEND must be cpu or wasm, got ${wanted}`);
}
await loadBackend({ prefer: wanted, strict: true });
