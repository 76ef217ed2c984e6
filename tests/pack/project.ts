import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from './command.ts';
import { pnpm, type Tarball } from './tarballs.ts';

/** What a person who uses the packages installs besides them. */
export const TENSORFLOW = ['@tensorflow/tfjs-core@4.22.0', '@tensorflow/tfjs-layers@4.22.0'];

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

export interface Project {
  readonly folder: string;
  /** Copies a fixture into the project, under another name if one is given. */
  add(name: string, as?: string): void;
  write(name: string, text: string): void;
  /** Runs a file with Node in the project and returns what it printed. */
  node(...args: string[]): Promise<string>;
}

/** An empty package of this module system. */
export function project(folder: string, type: 'module' | 'commonjs', more: object = {}): Project {
  mkdirSync(folder);
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('package.json', JSON.stringify({ name: basename(folder), private: true, type, ...more }, null, 2));
  return {
    folder,
    add: (name, as = name) => copyFileSync(fixture(name), join(folder, as)),
    write,
    node: (...args) => command(folder, process.execPath, args),
  };
}

/** Plain npm, all in one call, so that the packages find each other's tarballs and not the registry's. */
export const npmInstall = ({ folder }: Project, tarballs: readonly Tarball[], others: readonly string[]) =>
  command(folder, 'npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    ...tarballs.map(({ path }) => path),
    ...others,
  ]);

/** A project in which each package sees the dependencies and peers that it declares, and nothing else. */
export async function isolated(folder: string, tarballs: readonly Tarball[]): Promise<Project> {
  const files = Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`]));
  const peers = Object.fromEntries(TENSORFLOW.map((one) => one.split(/(?!^)@/) as [string, string]));
  const made = project(folder, 'module', { dependencies: { ...files, ...peers } });
  const settings = {
    packages: ['.'],
    overrides: files,
    autoInstallPeers: false,
    hoist: false,
    // Outside of the project, so that no package finds what the project itself depends on.
    virtualStoreDir: `${folder}-store`,
  };
  made.write('pnpm-workspace.yaml', JSON.stringify(settings));
  await pnpm(folder, 'install', '--prefer-offline', '--ignore-scripts');
  return made;
}
