// Packs every package and uses the tarballs in fresh projects, as a person who installs them would. Needs a registry.
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isolated, npmInstall, type Project, project, TENSORFLOW } from './project.ts';
import { findings, packAll, root, type Tarball } from './tarballs.ts';
import { typeErrors } from './type-errors.ts';

const MINUTES = 60_000;
// The public packages, by their folders: what is packed must be all of them.
const PACKAGES = readdirSync(join(root, 'packages'))
  .map((folder) => join(root, 'packages', folder, 'package.json'))
  .filter((file) => existsSync(file))
  .map((file) => JSON.parse(readFileSync(file, 'utf8')))
  .filter((manifest) => manifest.private !== true)
  .map(({ name }): string => name);

// The real path: on macOS the temporary folder is a link, which tsc and Node would take apart.
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gradlab-pack-')));
let tarballs: readonly Tarball[] = [];
const tarball = (name: string) => tarballs.filter((one) => one.name === name);
const say = (title: string, text: string) => process.stdout.write(`${title}\n${text.trimEnd()}\n`);

beforeAll(async () => {
  tarballs = await packAll(folder);
}, 2 * MINUTES);
afterAll(() => rm(folder, { recursive: true, force: true }), 2 * MINUTES);

describe('a tarball', () => {
  test('is made of every public package', () => {
    expect(tarballs.map(({ name }) => name).sort()).toEqual([...PACKAGES].sort());
  });

  test.for(PACKAGES)('of %s has nothing that publint or attw object to', async (name) => {
    const [one] = tarball(name);
    expect(await findings(one as Tarball)).toEqual([]);
    say(`${name}:`, '  publint and attw have no objection, licence and README are in it');
  });
});

describe('what npm installed', () => {
  let typescript: Project;

  test('has types for strict TypeScript, as ES module and as CommonJS', {
    timeout: 3 * MINUTES,
  }, async () => {
    typescript = project(join(folder, 'typescript'), 'module');
    await npmInstall(typescript, tarballs, [...TENSORFLOW, '@types/node@20']);
    typescript.add('tsconfig.json');
    typescript.add('tsconfig.experiment.json');
    for (const ending of ['mts', 'cts']) {
      typescript.add('lesson.ts', `lesson.${ending}`);
      typescript.write(`experiment.${ending}`, "export * from '@gradlab/experiment';\n");
    }
    expect(await typeErrors(typescript, 'tsconfig.json')).toEqual([]);
    expect(await typeErrors(typescript, 'tsconfig.experiment.json')).toEqual([]);
    say('TypeScript:', '  the declarations of all packages hold in strict .mts and .cts files');
  });

  test.for([
    ['module', 'mjs'],
    ['commonjs', 'cjs'],
  ] as const)(
    'trains, evaluates, attacks and draws in a %s project',
    { timeout: 3 * MINUTES },
    async ([type, ending]) => {
      const made = project(join(folder, type), type);
      await npmInstall(made, tarballs, TENSORFLOW);
      made.write(
        `lesson.${ending}`,
        readFileSync(join(typescript.folder, 'compiled', `lesson.${ending}`), 'utf8'),
      );
      say(`${type}:`, await made.node(`lesson.${ending}`));
    },
  );

  test('gives gradients with tfjs-core and nothing else', { timeout: 3 * MINUTES }, async () => {
    const made = project(join(folder, 'alone'), 'module');
    await npmInstall(made, tarball('@gradlab/backend'), TENSORFLOW.slice(0, 1));
    expect(existsSync(join(made.folder, 'node_modules/@tensorflow/tfjs-layers'))).toBe(false);
    made.add('gradient.mjs');
    say('@gradlab/backend with tfjs-core alone:', await made.node('gradient.mjs'));
  });
});

test('each package can be imported and required where only what it declares is installed', {
  timeout: 5 * MINUTES,
}, async () => {
  const made = await isolated(join(folder, 'isolated'), tarballs);
  made.add('load.mjs');
  const exported = [];
  for (const name of PACKAGES) exported.push(await made.node('load.mjs', name));
  say('import and require:', exported.join(''));
});
