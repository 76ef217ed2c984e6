import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Codec } from '../decode.ts';

const unzip = promisify(gunzip);

export const codec: Codec = {
  digest: (algorithm, bytes) => createHash(algorithm).update(bytes).digest('hex'),
  // One output chunk a little larger than the file: zlib then has nothing to concatenate, which halves the memory.
  gunzip: (bytes, limit) => unzip(bytes, { maxOutputLength: limit, chunkSize: limit + 64 }),
};
