import { defineConfig } from 'vitest/config';

/** Packages whose tests compute with tensors: they run, as all internal ones, once on every backend named here. */
const TENSOR_PACKAGES = ['attacks', 'augment', 'backend', 'compression', 'models', 'train'];
const BACKENDS = ['cpu', 'wasm'];

const testsOf = (packages: readonly string[]) => packages.map((name) => `packages/${name}/src/**/*.test.ts`);

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // One physical core: more workers only fight for it.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'node',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'benchmarks/src/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...testsOf(TENSOR_PACKAGES)],
          setupFiles: ['tools/test-properties.ts'],
          testTimeout: 60_000,
        },
      },
      // The packed packages in fresh projects, and in a browser: slow, and in need of a registry.
      { test: { name: 'whole', include: ['tests/*/**/*.test.ts'], testTimeout: 60_000 } },
      ...BACKENDS.map((backend) => ({
        test: {
          name: backend,
          include: ['internal/*/src/**/*.test.ts', ...testsOf(TENSOR_PACKAGES)],
          setupFiles: ['tools/test-properties.ts', 'tools/test-backend.ts'],
          env: { GRADLAB_TEST_BACKEND: backend },
          testTimeout: 60_000,
        },
      })),
    ],
  },
});
