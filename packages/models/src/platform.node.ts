export { cachedFile, readLocal, sha256 } from './node/weights-file.ts';
