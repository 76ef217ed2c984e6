import { describe, expect, it } from 'vitest';
import { isShared } from './is-shared.ts';
import { withSharedMemory } from './shared-memory.ts';
import { compileTestModule, sharedMemory } from './test-module.ts';
import { ThreadsError } from './threads-error.ts';

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** One byte of length, then the name. */
const name = (text: string) => [text.length, ...new TextEncoder().encode(text)];

/** A module that only imports: a function of type () -> (), a table, a memory and a global. */
function importing(memoryLimits: readonly number[]): Uint8Array {
  const entries = [
    [...name('a'), ...name('f'), 0, 0],
    [...name('a'), ...name('t'), 1, 0x70, 1, 1, 200, 1],
    [...name('a'), ...name('m'), 2, ...memoryLimits],
    [...name('a'), ...name('g'), 3, 0x7f, 0],
  ];
  const section = [entries.length, ...entries.flat()];
  return new Uint8Array([...HEADER, 1, 4, 1, 0x60, 0, 0, 2, section.length, ...section]);
}

const importsWith = (memory: WebAssembly.Memory) => ({
  a: {
    f: () => {},
    t: new WebAssembly.Table({ element: 'anyfunc', initial: 1, maximum: 200 }),
    m: memory,
    g: new WebAssembly.Global({ value: 'i32' }, 0),
  },
});

describe('withSharedMemory', () => {
  it.each([
    ['no maximum', [0, 0]],
    ['a minimum of two bytes', [0, 0x80, 0x01]],
    ['a maximum', [1, 1, 0x80, 0x80, 0x04]],
    ['shared already', [3, 1, 0x80, 0x80, 0x04]],
  ])('lets a module with every kind of import take shared memory: %s', async (_, limits) => {
    const module = await WebAssembly.compile(withSharedMemory(importing(limits)));
    const memory = sharedMemory(128);
    await expect(WebAssembly.instantiate(module, importsWith(memory))).resolves.toBeInstanceOf(
      WebAssembly.Instance,
    );
    const plain = new WebAssembly.Memory({ initial: 128, maximum: 65536 });
    await expect(WebAssembly.instantiate(module, importsWith(plain))).rejects.toThrow(WebAssembly.LinkError);
  });

  it('keeps a smaller maximum', async () => {
    const module = await WebAssembly.compile(withSharedMemory(importing([1, 1, 2])));
    await expect(WebAssembly.instantiate(module, importsWith(sharedMemory()))).rejects.toThrow(/maximum/);
    const small = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    await expect(WebAssembly.instantiate(module, importsWith(small))).resolves.toBeDefined();
  });

  it('changes nothing else: the kernels compute the same, and a second time changes nothing', async () => {
    const bytes = await compileTestModule();
    const once = withSharedMemory(bytes);
    expect(withSharedMemory(once)).toEqual(once);
    const shared = new WebAssembly.Module(once);
    const plain = new WebAssembly.Module(bytes);
    expect(WebAssembly.Module.exports(shared)).toEqual(WebAssembly.Module.exports(plain));
    expect(WebAssembly.Module.imports(shared)).toEqual(WebAssembly.Module.imports(plain));
    const squares = [
      [plain, new WebAssembly.Memory({ initial: 1 })] as const,
      [shared, sharedMemory()] as const,
    ].map(([module, memory]) => {
      const floats = new Float32Array(memory.buffer, 0, 4);
      floats.set([1.5, -2, 0, 3e30]);
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      (exports.square as (at: number, count: number) => void)(0, 4);
      return [...floats];
    });
    expect(squares).toEqual([
      [2.25, 4, 0, Number.POSITIVE_INFINITY],
      [2.25, 4, 0, Number.POSITIVE_INFINITY],
    ]);
  });

  it('copies a module without imports', () => {
    const empty = new Uint8Array(HEADER);
    const copy = withSharedMemory(empty);
    expect(copy).toEqual(empty);
    expect(copy).not.toBe(empty);
  });

  it('refuses what is not a module, or only part of one', () => {
    expect(() => withSharedMemory(new TextEncoder().encode('<html>'))).toThrow(ThreadsError);
    expect(() => withSharedMemory(new Uint8Array())).toThrow(/do not begin with/);
    const whole = importing([0, 0]);
    // Every length between two sections is a module of its own.
    const sections = [8, 14, whole.length];
    for (let length = 8; length < whole.length; length++) {
      const cut = () => withSharedMemory(whole.slice(0, length));
      if (sections.includes(length)) expect(cut).not.toThrow();
      else expect(cut, `${length} bytes`).toThrow(/ends too early/);
    }
  });
});

describe('isShared', () => {
  it('tells the two kinds of memory apart', () => {
    expect(isShared(sharedMemory())).toBe(true);
    expect(isShared(new WebAssembly.Memory({ initial: 1 }))).toBe(false);
  });
});
