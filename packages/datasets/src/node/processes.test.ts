import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'tsup';
import { expect, test } from 'vitest';
import { loadFiles } from '../platform.node.ts';
import { GZ, put, RAW, SOURCE, serve, silentAfter, temporary, wellBehaved } from './testing.ts';

const ENTRY = join(import.meta.dirname, '../platform.node.ts');
const RUN = `
  require('./platform.node.cjs').loadFiles(...JSON.parse(process.argv[2])).then(
    (files) => process.send(files.map((file) => file.length).join()),
    (error) => process.send(String(error)),
  ).then(() => process.disconnect());
`;

/** Other processes that load the data, from one CommonJS file. */
async function program(): Promise<(options: object) => ChildProcess> {
  const folder = await put(await temporary(), { 'run.cjs': RUN });
  await build({
    platform: 'node',
    shims: true,
    format: ['cjs'],
    noExternal: [/.*/],
    entry: [ENTRY],
    outDir: folder,
    config: false,
    silent: true,
    outExtension: () => ({ js: '.cjs' }),
  });
  return (options) =>
    fork(join(folder, 'run.cjs'), [JSON.stringify([SOURCE, { npmPack: false, ...options }])], {
      env: { ...process.env, GRADLAB_DATA: '' },
    });
}

const said = async (child: ChildProcess) => (await once(child, 'message'))[0];

test('two processes download once', async () => {
  const start = await program();
  const { url, requests } = await serve([wellBehaved]);
  const options = { cacheDir: await temporary(), mirrors: [url] };
  const children = [start(options), start(options), start(options)];
  expect(await Promise.all(children.map(said))).toEqual(
    Array(3).fill(`${RAW.big!.length},${RAW.small!.length}`),
  );
  expect(requests.map(({ path }) => path)).toEqual(['big.gz', 'small.gz']);
});

test('a process killed in the middle of a download leaves nothing that harms: the next one resumes', async () => {
  const start = await program();
  const { url, requests } = await serve([silentAfter(100_000), wellBehaved]);
  const cacheDir = await temporary();
  const part = join(cacheDir, 'tiny/big.gz.part');
  const child = start({ cacheDir, mirrors: [url] });
  while (!existsSync(part) || statSync(part).size < 100_000) await sleep(20);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(readdirSync(join(cacheDir, 'tiny')).sort()).toEqual(['.lock', 'big.gz.part']);

  const files = await loadFiles(SOURCE, { cacheDir, mirrors: [url], npmPack: false });
  expect(Buffer.compare(files[0]!, RAW.big!)).toBe(0);
  expect(requests.map(({ path, range }) => `${path} ${range}`)).toEqual([
    'big.gz undefined',
    'big.gz bytes=100000-',
    'small.gz undefined',
  ]);
  expect(GZ.big!.length).toBeGreaterThan(100_000);
  expect(readdirSync(join(cacheDir, 'tiny')).sort()).toEqual(['big.gz', 'small.gz']);
});
