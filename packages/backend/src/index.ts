export { BACKEND_NAMES, type BackendName, type WasmPaths } from './candidate.ts';
export { BackendError, EngineError, SynchronousReadError } from './errors.ts';
export {
  type LoadBackendOptions,
  type LoadedBackend,
  loadBackend,
  type PassedOver,
} from './load-backend.ts';
export { registerWasmTraining, type WasmTraining, type WasmTrainingOptions } from './wasm/register.ts';
