import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';

const load = (...path) => import(pathToFileURL(join(root, ...path)).href);

/** The built experiment package. */
export const loadExperimentPackage = () => load('packages', 'experiment', 'dist', 'index.js');

/** The built figures. */
export const loadPlot = () => load('packages', 'plot', 'dist', 'index.js');

/** The built benchmarks. */
export const loadBenchmarks = () => load('benchmarks', 'dist', 'index.js');

/** Names of the folders under apps/, sorted. */
export const appNames = () =>
  readdirSync(join(root, 'apps'))
    .filter((app) => existsSync(join(root, 'apps', app, 'package.json')))
    .sort();

/** The experiments of one built app. */
export async function experimentsOf(app) {
  const { experiments } = await load('apps', app, 'dist', 'index.js');
  return experiments;
}
