import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryLab } from './test-support.ts';

const { path } = temporaryLab();

/** A command in a name space where `mount` concerns nobody else; undefined where this machine has none. */
function inSmallDisk(mountPoint: string, command: string): string | undefined {
  const script = `mount -t tmpfs -o size=64k tmpfs '${mountPoint}' || exit 9; ${command}`;
  try {
    const args = ['--mount', '--map-root-user', 'sh', '-c', script];
    return execFileSync('unshare', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
const dist = new URL('../dist/index.js', import.meta.url);

describe('a full disk', () => {
  const possible = inSmallDisk(tmpdir(), 'echo ok') === 'ok\n' && existsSync(dist);

  it.skipIf(!possible)(
    'is one clear line; what was there before stays, and the next run recovers',
    async () => {
      const script = path('lab.mjs');
      const disk = path('disk');
      await mkdir(disk);
      await writeFile(
        script,
        `import { lab } from ${JSON.stringify(dist.href)};
       const figure = (size) => ({ toPng: async () => new Uint8Array(size), toSvg: () => '<svg xmlns="http://www.w3.org/2000/svg"/>', title: 'f', description: 'f', width: 1, height: 1 });
       const experiment = (size) => ({ id: 'T1', title: 't', app: 'a', metrics: {}, target: () => 't', settings: {},
         run: async () => ({ reproduced: {}, passed: true, figures: { f: figure(size) }, protocol: String(size) }) });
       let stderr = '';
       const keep = { write: (text) => { stderr += text; }, on: () => {} };
       const run = (size) => lab({ experiments: [experiment(size)], argv: ['T1', '--backend', 'cpu', '--out', ${JSON.stringify(disk)}],
         root: '/', stdout: { write: () => {}, on: () => {} }, stderr: keep });
       const { readFileSync, readdirSync } = await import('node:fs');
       const seen = () => [readdirSync(${JSON.stringify(disk)}).sort(), readFileSync(${JSON.stringify(join(disk, 'f.png'))}).length];
       const codes = [await run(10)];
       const first = seen();
       codes.push(await run(100_000));
       const second = seen();
       codes.push(await run(20));
       console.log(JSON.stringify({ codes, stderr, states: [first, second, seen()] }));
       process.exit();`,
      );
      const text = inSmallDisk(disk, `'${process.execPath}' '${script}'`) ?? '{}';
      const files = ['f.png', 'report.html', 'results.json'];
      expect(JSON.parse(text)).toEqual({
        codes: [0, 2, 0],
        stderr: `The folder ${disk} cannot be written: the disk is full.\n`,
        states: [
          [files, 10],
          [files, 10],
          [files, 20],
        ],
      });
    },
  );
});
