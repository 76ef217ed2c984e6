import type { ImageShape, Transform } from '../batch.ts';
import { eachColorImage } from './each-color-image.ts';
import { checkShift } from './factors.ts';

/** Place on the colour circle in sixths of a turn, in [-1, 5]: red 0, green 2, blue 4. `chroma` is greatest minus least value, not 0. */
function hueOf(r: number, g: number, b: number, max: number, chroma: number): number {
  if (max === r) return (g - b) / chroma;
  return max === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
}

/** How far a channel stays below the greatest value, as a share of the chroma; `hue` is counted from the channel's opposite, in [0, 12]. */
function drop(hue: number): number {
  const k = hue % 6;
  return Math.max(0, Math.min(1, k, 4 - k));
}

export function shiftHue(image: Float32Array, [, , channels]: ImageShape, shift: number): void {
  // The way to the colour circle and back would round.
  if (channels === 1 || shift === 0) return;
  for (let at = 0; at < image.length; at += 3) {
    const r = image[at] as number;
    const g = image[at + 1] as number;
    const b = image[at + 2] as number;
    const max = Math.max(r, g, b);
    const chroma = max - Math.min(r, g, b);
    if (chroma === 0) continue;
    // In [0, 6), up to rounding.
    const hue = (hueOf(r, g, b, max, chroma) + 6 * shift + 6) % 6;
    image[at] = max - chroma * drop(hue + 5);
    image[at + 1] = max - chroma * drop(hue + 3);
    image[at + 2] = max - chroma * drop(hue + 1);
  }
}

/**
 * Turns all hues on the colour circle, keeping HSV's saturation and value, as torchvision's adjust_hue: 1/3 makes red green, 0.5 and -0.5
 * make red cyan, 0 changes nothing. Gray images have no hue: they stay as they are, as in torchvision.
 *
 * @param shift in turns, in [-0.5, 0.5]
 * @throws InvalidOptionError for another shift; the transform throws InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export function adjustHue(shift: number): Transform {
  checkShift('adjustHue', shift);
  return eachColorImage('adjustHue', (image, shape) => shiftHue(image, shape, shift));
}
