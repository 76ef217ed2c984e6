import util from 'node:util';
import { optionalPackages } from './optional-package.ts';

/**
 * Why a version of tfjs-node cannot compute on this Node, if so: all up to 4.22.0 call `util.isNullOrUndefined`, which Node 23
 * removed. Programs that put it back may go on.
 */
export function incompatibility(version: string, utilities: object = util): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const calls = major < 4 || (major === 4 && minor <= 22);
  if (!calls || 'isNullOrUndefined' in utilities) return undefined;
  return `version ${version} fails on Node ${process.versions.node}: it needs util.isNullOrUndefined, which Node 23 removed (use Node 22)`;
}

/**
 * Loads TensorFlow's native library with the package that brings it.
 *
 * @throws Error whose message says why it cannot be used.
 */
export async function loadNative(name: 'tfjs-node-gpu' | 'tfjs-node'): Promise<void> {
  const [{ version, load }] = optionalPackages(`@tensorflow/${name}`);
  const reason = incompatibility(version);
  if (reason !== undefined) throw new Error(reason);
  await load();
}
