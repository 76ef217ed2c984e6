export { cachedFile, readLocal, sha256 } from './browser/weights-file.ts';
