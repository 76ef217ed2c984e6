// `npm run bench -- [options]`: sets up, then measures training and attacks against stock TensorFlow.js and PyTorch.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';
import { setUp } from './setup.mjs';

setUp();

const { bench } = await import(pathToFileURL(join(root, 'benchmarks', 'dist', 'index.js')).href);
process.exitCode = await bench({
  argv: process.argv.slice(2),
  root,
  // npm runs scripts in the repository; relative paths are meant from where the person stands.
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
