import { encode } from 'fast-png';

/** `fromCharCode` takes its bytes as arguments, and engines limit how many there may be. */
const CHUNK = 8192;

/** The bytes of an image, [height, width, 1 or 3 channels], as a lossless PNG in a data URI. */
export function pngUri(
  data: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
): string {
  const png = encode({ data, width, height, channels, depth: 8 });
  let binary = '';
  for (let start = 0; start < png.length; start += CHUNK) {
    binary += String.fromCharCode(...png.subarray(start, start + CHUNK));
  }
  return `data:image/png;base64,${btoa(binary)}`;
}
