import { packageBuild } from '../../tools/tsup.ts';

export default packageBuild({ browser: true, bundle: [/^@tensorflow\/tfjs-core\/dist\//] });
