import { MissingPeerError, reasonOf } from './errors.ts';

/**
 * An optional package, imported when it is needed.
 *
 * @param advice what to do without it, as the end of a sentence
 * @throws MissingPeerError when it is not installed, or does not run here
 */
export async function importPeer<Module>(name: string, user: string, advice: string): Promise<Module> {
  try {
    // A name in a variable: bundlers would insist on a package that most programs do without.
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ name);
  } catch (cause) {
    throw new MissingPeerError(`${user}: ${name} cannot be imported (${reasonOf(cause)}); ${advice}.`, {
      cause,
    });
  }
}
