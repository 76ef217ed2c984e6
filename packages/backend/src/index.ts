export { BACKEND_NAMES, type BackendName, type WasmPaths } from './candidate.ts';
export { BackendError, EngineError, SynchronousReadError } from './errors.ts';
export {
  type LoadBackendOptions,
  type LoadedBackend,
  loadBackend,
  type PassedOver,
} from './load-backend.ts';
export { registerWasmTraining, type WasmTraining, type WasmTrainingOptions } from './wasm/register.ts';
export { ThreadsError } from './wasm/threads/threads-error.ts';
export type { ThreadsOption } from './wasm/threads/threads-option.ts';
