export { BACKEND_NAMES, type BackendName, type WasmPaths } from './candidate.ts';
export { BackendError } from './errors.ts';
export {
  type LoadBackendOptions,
  type LoadedBackend,
  loadBackend,
  type PassedOver,
} from './load-backend.ts';
export { registerWasmTraining } from './wasm/register.ts';
