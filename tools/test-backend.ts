import { loadBackend } from '../packages/backend/src/index.ts';

const wanted = process.env.GRADLAB_TEST_BACKEND;
if (wanted !== 'cpu' && wanted !== 'wasm') {
  throw new Error(`GRADLAB_TEST_BACKEND must be cpu or wasm, got ${wanted}`);
}
await loadBackend({ prefer: [wanted] });
