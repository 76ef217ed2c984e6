import { expect, test } from 'vitest';
import { MissingPeerError } from './errors.ts';
import { importPeer } from './import-peer.ts';

test('a package that is installed, and one that is not', async () => {
  expect(await importPeer('node:path', 'a test', 'nothing to do')).toHaveProperty('join');
  const failed = importPeer('a-package-nobody-installed', 'imageFolder', 'npm install it');
  await expect(failed).rejects.toThrow(MissingPeerError);
  await expect(failed).rejects.toThrow(
    /^imageFolder: a-package-nobody-installed cannot be imported \(.+\); npm install it\.$/,
  );
});
