import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { command } from './command.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The pinned pnpm, however the tests were started. */
export const pnpm = (cwd: string, ...args: string[]) =>
  command(cwd, 'npx', ['--yes', packageManager, ...args]);

export interface Tarball {
  /** For example `@gradlab/plot`. */
  readonly name: string;
  readonly path: string;
}

interface Packed {
  readonly name: string;
  readonly filename: string;
}

/** Packs every public package, or those that pnpm's filter names, as publishing does: `workspace:` and `catalog:` become versions. */
export async function packAll(folder: string, filter = './packages/*'): Promise<readonly Tarball[]> {
  const packed = JSON.parse(
    await pnpm(root, '-r', '--filter', filter, 'pack', '--json', '--pack-destination', folder),
  ) as Packed | readonly Packed[];
  // pnpm wraps one package in no array.
  return [packed].flat().map(({ name, filename }) => ({ name, path: filename }));
}

/**
 * What publint (all its levels) and Are the types wrong (all its problems, for Node from 10 on and for bundlers)
 * say about a tarball, one line each.
 */
export async function findings({ name, path }: Tarball): Promise<string[]> {
  const bytes = new Uint8Array(readFileSync(path));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  const unpacked = createPackageFromTarballData(bytes);
  // Assets that a bundler takes by their address have no types.
  const types = await checkPackage(unpacked, { excludeEntrypoints: [/\.wasm$/] });
  const files = unpacked.listFiles().map((file) => file.replace(`/node_modules/${name}/`, ''));
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg) ?? message.code}`),
    ...(types.types === false
      ? ['attw: there are no types']
      : types.problems.map((one) => `attw: ${one.kind}`)),
    ...['LICENSE', 'README.md'].filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...files
      .filter((file) => /\.(test|config)\.|(^|\/)(src|node_modules)\//.test(file))
      .map((file) => `${file} does not belong into a package`),
  ];
}
