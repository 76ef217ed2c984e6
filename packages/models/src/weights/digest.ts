import { WeightsDigestError, WeightsOptionError } from './errors.ts';

/** A SHA-256 in lower case. WeightsOptionError where it is none. */
export function checkedDigest(digest: string): string {
  const hex = String(digest)
    .replace(/^sha256[:-]/, '')
    .toLowerCase();
  if (/^[0-9a-f]{64}$/.test(hex)) return hex;
  throw new WeightsOptionError(
    `digest must be a SHA-256, 64 hexadecimal digits, got ${JSON.stringify(digest)}.`,
  );
}

/** @throws WeightsDigestError where a file is another one than was asked for. */
export function checkDigest(where: string, actual: string, wanted: string): void {
  if (actual === wanted) return;
  throw new WeightsDigestError(
    `${where}: its SHA-256 is ${actual}, expected ${wanted}: it is damaged, or another file. Check the digest and the revision.`,
  );
}
