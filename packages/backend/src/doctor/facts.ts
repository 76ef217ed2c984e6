import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { type WasmFeatures, wasmFeatures } from './wasm-features.ts';

/** What a report of a problem should say of the machine it happened on. */
export interface Facts {
  readonly versions: {
    /** Of this package. */
    readonly backend: string;
    /** Of `@tensorflow/tfjs-core`; null where it is not installed. */
    readonly tfjs: string | null;
    readonly node: string;
    readonly v8: string;
  };
  readonly machine: {
    /** For example `linux x64`. */
    readonly platform: string;
    /** For example `Debian GNU/Linux 12 (bookworm), 6.1.0`. */
    readonly system: string;
    readonly cpu: string;
    /** As many threads as it runs at the same time. */
    readonly logicalCores: number;
    /** In 2^30 bytes, to one digit. */
    readonly memoryGiB: number;
  };
  readonly wasm: WasmFeatures;
}

const require = createRequire(import.meta.url);

/** From a `package.json`; null where there is none. */
function versionIn(manifest: string): string | null {
  try {
    return JSON.parse(readFileSync(require.resolve(manifest), 'utf8')).version;
  } catch {
    return null;
  }
}

/** Distributions name themselves in a file. */
function distribution(): string {
  try {
    const [, name] = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? [];
    return name ?? os.type();
  } catch {
    return os.type();
  }
}

export function gatherFacts(): Facts {
  return {
    versions: {
      // Both src/doctor and the built dist lie within this package, whose name it may use itself.
      backend: versionIn('@gradlab/backend/package.json') ?? 'unknown',
      tfjs: versionIn('@tensorflow/tfjs-core/package.json'),
      node: process.versions.node,
      v8: process.versions.v8,
    },
    machine: {
      platform: `${process.platform} ${process.arch}`,
      system: `${distribution()}, ${os.release()}`,
      cpu: os.cpus()[0]?.model.trim() || 'unknown processor',
      logicalCores: os.availableParallelism(),
      memoryGiB: Math.round((os.totalmem() / 2 ** 30) * 10) / 10,
    },
    wasm: wasmFeatures(),
  };
}
