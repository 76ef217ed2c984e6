import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageDataset } from '../image-dataset.ts';
import { temporary } from '../node/testing.ts';
import { contents } from '../test-support/bundles.ts';
import { noise } from '../test-support/numbered.ts';
import { writeHdf5 } from './write-hdf5.ts';

const octave = spawnSync('octave-cli', ['--version']).status === 0;

const data = imageDataset({
  ...(contents(noise([3, 2], [4, 5, 3])) as ReturnType<typeof noise>),
  classes: ['ankle boot', 'bag'],
});

test.skipIf(!octave)(
  'Octave opens the file (skipped without octave-cli)',
  async () => {
    const folder = await temporary();
    const [path, script] = [join(folder, 'a.h5'), join(folder, 'read.m')];
    await writeHdf5(path, { noise: { all: data } });
    await writeFile(
      script,
      `s = load('${path}'); part = s.noise.all; x = part.images; y = permute(x, [4 3 2 1]);
printf('%s %s %s %s\\n', class(x), mat2str(size(x)), mat2str(size(y)), mat2str(double(part.labels(:)')));
printf('%d %d\\n', y(5, 4, 3, 2), sum(double(x(:))));
for i = 1:2 printf('[%s]\\n', strtrim(strrep(part.classes(i, :), char(0), ' '))); end`,
    );
    const { stdout, stderr } = spawnSync('octave-cli', ['--quiet', '--no-gui', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const pixel = data.get(4).image[(3 * 5 + 2) * 3 + 1];
    expect(stdout).toBe(
      `uint8 [3 5 4 5] [5 4 5 3] [0 0 0 1 1]\n${pixel} ${data.images.reduce((a, b) => a + b)}\n[ankle boot]\n[bag]\n`,
    );
  },
  60_000,
);
