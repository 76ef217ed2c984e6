import { defineConfig } from 'tsup';

export default defineConfig({
  // The child is a program of its own: every contender runs in its own process.
  entry: { index: 'src/index.ts', child: 'src/child/main.ts' },
  format: ['esm'],
  target: 'es2022',
  platform: 'node',
  clean: true,
});
