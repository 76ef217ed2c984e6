import type { ImageShape } from '../batch.ts';

/** Overwrites a box of one image `[H, W, C]`; what lies outside the image is left out. `value` is asked for each value of each pixel. */
export function fillBox(
  image: Float32Array,
  [height, width, channels]: ImageShape,
  box: { readonly top: number; readonly left: number; readonly height: number; readonly width: number },
  value: (channel: number) => number,
): void {
  const bottom = Math.min(height, box.top + box.height);
  const right = Math.min(width, box.left + box.width);
  for (let y = Math.max(0, box.top); y < bottom; y++) {
    for (let x = Math.max(0, box.left); x < right; x++) {
      for (let c = 0; c < channels; c++) image[(y * width + x) * channels + c] = value(c);
    }
  }
}
