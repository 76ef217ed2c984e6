import type { ImageShape, Transform } from '../batch.ts';
import type { Range } from '../options.ts';
import type { Random } from '../random.ts';
import { changeBrightness } from './brightness.ts';
import { changeContrast } from './contrast.ts';
import { eachColorImage } from './each-color-image.ts';
import { drawFrom, rangeAround } from './factors.ts';
import { shiftHue } from './hue.ts';
import { changeSaturation } from './saturation.ts';

export interface ColorJitterOptions {
  /** Factors are drawn from [max(0, 1 - b), 1 + b], or from [min, max] with min >= 0. Default 0: brightness stays. */
  readonly brightness?: number | Range;
  /** As brightness. Default 0: contrast stays. */
  readonly contrast?: number | Range;
  /** As brightness. Default 0: saturation stays. */
  readonly saturation?: number | Range;
  /** Shifts are drawn from [-h, h] with h <= 0.5, or from [min, max] in [-0.5, 0.5]. Default 0: hues stay. */
  readonly hue?: number | Range;
}

/** The integers below `count` in an order of which each is as likely (Fisher and Yates). */
function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
}

/**
 * Changes brightness, contrast, saturation and hue by random factors in a random order, all drawn anew for each image, as torchvision's
 * ColorJitter. Without options it changes nothing, as there.
 *
 * @throws InvalidOptionError for ranges outside the stated ones; the transform throws InvalidBatchError for images that are not gray or RGB
 *   in [0, 1]
 */
export function colorJitter(options: ColorJitterOptions = {}): Transform {
  const { brightness = 0, contrast = 0, saturation = 0, hue = 0 } = options;
  const factors = { around: 1, lowest: 0, highest: Number.POSITIVE_INFINITY };
  const changes: [Range, (image: Float32Array, shape: ImageShape, by: number) => void][] = [
    [
      rangeAround('colorJitter: brightness', brightness, factors),
      (image, _, factor) => changeBrightness(image, factor),
    ],
    [rangeAround('colorJitter: contrast', contrast, factors), changeContrast],
    [rangeAround('colorJitter: saturation', saturation, factors), changeSaturation],
    [rangeAround('colorJitter: hue', hue, { around: 0, lowest: -0.5, highest: 0.5 }), shiftHue],
  ];
  return eachColorImage('colorJitter', (image, shape, random) => {
    const drawn = changes.map(([range]) => drawFrom(range, random));
    for (const i of shuffled(changes.length, random)) {
      const [, change] = changes[i] as (typeof changes)[number];
      change(image, shape, drawn[i] as number);
    }
  });
}
