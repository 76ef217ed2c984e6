import { packageBuild } from '../../tools/tsup.ts';

export default packageBuild({ browser: true, onSuccess: 'node assets/copy-fonts.mjs' });
