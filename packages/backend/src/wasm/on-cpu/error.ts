/** The cpu backend's kernel cannot stand in for a wasm one here. The message says which, and what to do. */
export class CpuKernelError extends Error {
  override readonly name = 'CpuKernelError';
}
