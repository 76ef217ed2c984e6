import { MAX_ARGUMENTS } from './control-block.ts';
import { ThreadsError } from './threads-error.ts';

export type Kernel = (...args: readonly number[]) => unknown;

/**
 * The functions that the module exports, instantiated over the memory. They are numbered in this order everywhere.
 *
 * @throws ThreadsError where the module cannot take the memory.
 */
export async function kernelsOf(
  memory: WebAssembly.Memory,
  module: WebAssembly.Module,
): Promise<[string, Kernel][]> {
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    const refused = () => {
      throw new Error(`the kernel called ${from}.${name}`);
    };
    imports[from] = { ...imports[from], [name]: kind === 'memory' ? memory : refused };
  }
  try {
    const { exports } = await WebAssembly.instantiate(module, imports);
    return WebAssembly.Module.exports(module)
      .filter(({ kind }) => kind === 'function')
      .map(({ name }) => [name, exports[name] as Kernel]);
  } catch (cause) {
    throw new ThreadsError(
      `The module does not fit into the shared memory (${cause}); compile it from withSharedMemory(bytes).`,
      { cause },
    );
  }
}

/** @throws ThreadsError where the kernel would not take exactly these. */
export function checkedArguments(name: string, kernel: Kernel, args: readonly number[]): readonly number[] {
  if (args.length !== kernel.length || args.length > MAX_ARGUMENTS) {
    throw new ThreadsError(
      `Kernel ${name} takes ${kernel.length} arguments (at most ${MAX_ARGUMENTS}), not ${args.length}.`,
    );
  }
  const wrong = args.find((arg) => typeof arg !== 'number');
  if (wrong !== undefined) throw new ThreadsError(`Kernel ${name} takes numbers, not ${String(wrong)}.`);
  return args;
}
