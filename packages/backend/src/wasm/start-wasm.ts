import { loadThreading } from '#platform';
import { readEngine, registerWasmTraining, type WasmTraining, type WasmTrainingOptions } from './register.ts';
import type { ThreadsOption } from './threads/threads-option.ts';

export interface StartWasmOptions extends Pick<WasmTrainingOptions, 'wasmPaths' | 'experimentalFma'> {
  readonly threads?: ThreadsOption | undefined;
}

export interface StartedWasm extends WasmTraining {
  /** With `threads: 'auto'`: why so many. */
  readonly threadsReason?: string;
}

/**
 * Starts the wasm backend and registers the engine, with threads where they are asked for.
 *
 * @param begin makes the backend the current one and waits until it is ready.
 */
export async function startWasm(
  begin: () => Promise<void>,
  { threads: option = false, ...files }: StartWasmOptions,
): Promise<StartedWasm> {
  const register = (threads: number) => registerWasmTraining({ ...files, threads });
  if (option === false) {
    await begin();
    return register(1);
  }
  const { startWithThreads } = await import('./threads/start-with-threads.ts');
  const threading = await loadThreading();
  const engineBytes = async () => (await readEngine(files)).bytes;
  return startWithThreads(option, { threading, engineBytes, begin, register });
}
