import { CorruptFileError } from '../errors.ts';

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The number of the first line that is not UTF-8. A line feed is never part of a longer code, so lines can be tried on their own. */
function brokenLine(bytes: Uint8Array): number {
  for (let line = 1, from = 0; ; line++) {
    const end = bytes.indexOf(10, from);
    if (end < 0 || decoded(bytes.subarray(from, end)) === undefined) return line;
    from = end + 1;
  }
}

/**
 * The text of a UTF-8 file, without its byte order mark.
 *
 * @param where what error messages call it
 * @throws CorruptFileError when it is in another encoding; the message names the line
 */
export function decodeText(bytes: Uint8Array, where: string): string {
  const text = decoded(bytes);
  if (text !== undefined) return text;
  throw new CorruptFileError(
    `${where}, line ${brokenLine(bytes)}: not UTF-8; convert the file, for example with iconv -f latin1 -t utf-8.`,
  );
}
