import { rmSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';

export interface PackageBuild {
  /** Also build `dist/browser/index.js`, where `#platform` resolves to its browser half. */
  readonly browser?: boolean;
  /** Named entries besides `src/index.ts`. */
  readonly entries?: Readonly<Record<string, string>>;
  /** Packages to include in the Node build: what Node could not load from the installed package. */
  readonly bundle?: readonly (string | RegExp)[];
  /** Command to run after the build, for example to copy assets. */
  readonly onSuccess?: string;
}

/** One build for every package: ESM and CommonJS for Node with types for both, and ESM for the browser. */
export function packageBuild({ browser = false, entries = {}, bundle = [], onSuccess }: PackageBuild = {}) {
  // Not tsup's `clean`: the two builds run side by side, and one would delete what the other wrote.
  rmSync('dist', { recursive: true, force: true });
  const shared: Options = { target: 'es2022', splitting: true, treeshake: true };
  const node: Options = {
    ...shared,
    entry: { index: 'src/index.ts', ...entries },
    format: ['esm', 'cjs'],
    platform: 'node',
    shims: true,
    dts: true,
    noExternal: [...bundle],
    ...(onSuccess === undefined ? {} : { onSuccess }),
  };
  const web: Options = {
    ...shared,
    entry: { index: 'src/index.ts' },
    outDir: 'dist/browser',
    format: ['esm'],
    platform: 'browser',
  };
  return defineConfig(browser ? [node, web] : [node]);
}
