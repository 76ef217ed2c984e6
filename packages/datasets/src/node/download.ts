import { setTimeout as sleep } from 'node:timers/promises';
import type { PublishedFile } from '../data-source.ts';
import { DigestError, InvalidArgumentError, NetworkError } from '../errors.ts';
import { fetchInto, MirrorFailure, type Timing } from './fetch-into.ts';
import { openPart, type PartFile } from './part-file.ts';

export interface DownloadOptions {
  /** Servers still worth asking; one that does not answer is taken out. */
  readonly mirrors: Set<string>;
  readonly signal: AbortSignal;
  readonly onBytes?: (size: number) => void;
  readonly timing?: Timing & { readonly rounds: number; readonly backoffMs: number };
}

const TIMING = { connectMs: 4_000, stallMs: 30_000, rounds: 4, backoffMs: 500 };

/** The base URLs, ready to be joined with a file name. */
export function mirrorSet(urls: readonly string[]): Set<string> {
  return new Set(
    urls.map((url) => {
      if (!URL.canParse(url) || !/^https?:/.test(url)) {
        throw new InvalidArgumentError(`mirrors: ${JSON.stringify(url)} is not an http or https URL.`);
      }
      return url.endsWith('/') ? url : `${url}/`;
    }),
  );
}

/** One server, asked twice when what it completed, begun in an earlier run, turns out wrong. */
async function fromMirror(
  part: PartFile,
  url: string,
  file: PublishedFile,
  options: Parameters<typeof fetchInto>[3],
) {
  const begun = part.size > 0;
  try {
    await fetchInto(part, url, file, options);
  } catch (error) {
    if (!(begun && error instanceof MirrorFailure && error.kind === 'wrong')) throw error;
    await fetchInto(part, url, file, options);
  }
}

/**
 * Downloads `file` to `target`, from the first mirror that has it. The mirrors are asked in turn; those that
 * broke off are asked again, after a pause that doubles.
 *
 * @throws DigestError when every mirror sent other bytes, NetworkError when none delivered, CacheError for the disk
 */
export async function download(file: PublishedFile, target: string, options: DownloadOptions): Promise<void> {
  const { mirrors, signal, onBytes = () => undefined, timing = TIMING } = options;
  const failures = new Map<string, MirrorFailure>();
  const part = await openPart(target, file);
  try {
    for (let round = 0; round < timing.rounds; round++) {
      if (round > 0) {
        await sleep(timing.backoffMs * 2 ** (round - 1), undefined, { signal }).catch(() =>
          signal.throwIfAborted(),
        );
      }
      for (const mirror of mirrors) {
        signal.throwIfAborted();
        if (round > 0 && failures.get(mirror)?.kind !== 'broken') continue;
        const url = `${mirror}${file.name}`;
        try {
          await fromMirror(part, url, file, { timing, signal, onBytes });
          return await part.commit();
        } catch (error) {
          if (!(error instanceof MirrorFailure)) throw error;
          failures.set(mirror, error);
          if (error.kind === 'unreachable') mirrors.delete(mirror);
        }
      }
      if (![...failures.values()].some(({ kind }) => kind === 'broken')) break;
    }
  } finally {
    await part.close();
  }
  const kinds = [...failures.values()];
  const wrong = kinds.length > 0 && kinds.every(({ kind }) => kind === 'wrong');
  const list = [...failures].map(([mirror, { message }]) => `${mirror}${file.name}: ${message}`).join('; ');
  throw wrong
    ? new DigestError(`${list}; name other mirrors, or a root folder with the files.`)
    : new NetworkError(`${file.name} could not be downloaded (${list || 'no mirror answers'}).`);
}
