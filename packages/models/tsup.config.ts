import { packageBuild } from '../../tools/tsup.ts';

// env-paths is published as ESM only: the CommonJS build carries it inside, so that every Node can require it.
export default packageBuild({ browser: true, bundle: ['env-paths'] });
