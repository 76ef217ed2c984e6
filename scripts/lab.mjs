// `npm run lab -- <id> [options]`: sets up, then runs an experiment of any app.
import { appNames, experimentsOf, loadExperimentPackage } from './apps.mjs';
import { root } from './run.mjs';
import { setUp } from './setup.mjs';

setUp();

const { lab } = await loadExperimentPackage();
process.exitCode = await lab({
  experiments: (await Promise.all(appNames().map(experimentsOf))).flat(),
  argv: process.argv.slice(2),
  root,
  // npm runs scripts in the repository; relative paths are meant from where the person stands.
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
