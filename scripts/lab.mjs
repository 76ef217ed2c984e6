// `npm run lab -- <id> [options]`: sets up, then runs an experiment of any app.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';
import { setUp } from './setup.mjs';

setUp();

const load = (...path) => import(pathToFileURL(join(root, ...path)).href);
const apps = readdirSync(join(root, 'apps')).filter((app) =>
  existsSync(join(root, 'apps', app, 'package.json')),
);
const modules = await Promise.all(apps.sort().map((app) => load('apps', app, 'dist', 'index.js')));
const { lab } = await load('packages', 'experiment', 'dist', 'index.js');

process.exitCode = await lab({
  experiments: modules.flatMap(({ experiments }) => experiments),
  argv: process.argv.slice(2),
  root,
  // npm runs scripts in the repository; relative paths are meant from where the person stands.
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
