import { createRequire } from 'node:module';

/**
 * Makes `os.cpus()` return this many until it is undone. The stock build halves that number, as if every processor had two
 * threads, and lets nobody ask for more.
 */
export function pretendProcessors(count: number): () => void {
  // The CommonJS module is the object that the stock build asks.
  const os = createRequire(import.meta.url)('node:os') as { cpus: typeof import('node:os').cpus };
  const { cpus } = os;
  os.cpus = () => {
    const all = cpus();
    return Array.from({ length: count }, (_, i) => all[i % all.length] as (typeof all)[number]);
  };
  return () => {
    os.cpus = cpus;
  };
}
