import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where the user's program runs, then beside this package. */
function locate(file: string): string | undefined {
  for (const place of [pathToFileURL(join(process.cwd(), 'package.json')), import.meta.url]) {
    try {
      return createRequire(place).resolve(file);
    } catch {
      // Not there; perhaps in the next place.
    }
  }
  return undefined;
}

export interface OptionalPackage {
  readonly version: string;
  readonly load: () => Promise<Readonly<Record<string, unknown>>>;
}

/**
 * Finds optional packages without loading them.
 *
 * @throws Error naming all of them that are not installed.
 */
export function optionalPackages<const Names extends readonly string[]>(
  ...names: Names
): { readonly [Index in keyof Names]: OptionalPackage } {
  const missing = names.filter((name) => locate(name) === undefined);
  if (missing.length > 0) throw new Error(`not installed (npm install ${missing.join(' ')})`);
  return names.map((name) => {
    const manifest = locate(`${name}/package.json`);
    const { version = 'unknown' } = manifest ? JSON.parse(readFileSync(manifest, 'utf8')) : {};
    return { version, load: () => import(pathToFileURL(locate(name) as string).href) };
  }) as { [Index in keyof Names]: OptionalPackage };
}
