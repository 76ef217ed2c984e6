import asc from 'assemblyscript/asc';
import { withSharedMemory } from './shared-memory.ts';

/** Kernels whose results show which parts were computed, how often, and by whom. `n` elements from `p` on, unless said otherwise. */
const SOURCE = `
export function nothing(): void {}
/** Adds 1 to one word, n times. */
export function count(p: usize, n: i32): void {
  for (let i = 0; i < n; i++) atomic.add<i32>(p, 1);
}
/** Squares floats. */
export function square(p: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    const x = load<f32>(p + 4 * i);
    store<f32>(p + 4 * i, x * x);
  }
}
/** Stores its arguments as float64. */
export function echo(p: usize, a: f32, b: f64, c: i32, d: u32): void {
  store<f64>(p, a);
  store<f64>(p + 8, b);
  store<f64>(p + 16, c);
  store<f64>(p + 24, d);
}
export function trapIn(thread: i32, wanted: i32): void {
  if (thread == wanted) unreachable();
}
export function divide(p: usize, by: i32): void {
  store<i32>(p, 100 / by);
}
/** Never returns where n is negative. */
export function loop(p: usize, n: i32): void {
  for (let i: i32 = 0; i != n; i++) {
    if (n < 0) i = 0;
    store<i32>(p, i);
  }
}
export function half(n: i32): f64 {
  return <f64>n / 2;
}
export function long(n: i64): i64 {
  return n;
}
`;

async function compile(): Promise<Uint8Array<ArrayBuffer>> {
  const { binary, error, stderr } = await asc.compileString(SOURCE, {
    runtime: 'stub',
    importMemory: true,
    noExportMemory: true,
    noAssert: true,
    optimizeLevel: 3,
    enable: ['simd', 'threads'],
    // biome-ignore lint/suspicious/noExplicitAny: the type lacks what the compiler takes.
  } as any);
  if (error || !binary) throw error ?? new Error(stderr.toString());
  return new Uint8Array(binary);
}

let compiled: Promise<Uint8Array<ArrayBuffer>> | undefined;

/** The compiled module, importing memory that is not shared. */
export function compileTestModule(): Promise<Uint8Array<ArrayBuffer>> {
  compiled ??= compile();
  return compiled;
}

export const sharedMemory = (initial = 1) =>
  new WebAssembly.Memory({ initial, maximum: 65536, shared: true });

export const compileShared = async () => WebAssembly.compile(withSharedMemory(await compileTestModule()));
