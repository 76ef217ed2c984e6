import { packageBuild } from '../../tools/tsup.ts';

export default packageBuild({ browser: true, entries: { bin: 'src/bin.ts' } });
