import { packageBuild } from '../../tools/tsup.ts';

export default packageBuild({
  browser: true,
  bundle: [/^@tensorflow\/tfjs-core\/dist\//],
  // The command line, and the process in which it tries a backend.
  entries: { bin: 'src/bin.ts', 'doctor-child': 'src/doctor/child.ts' },
});
