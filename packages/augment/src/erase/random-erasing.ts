import { randomInt, randomNormal, randomUniform } from 'd3-random';
import type { Transform } from '../batch.ts';
import { eachImage } from '../each-image.ts';
import {
  type ChannelValues,
  channelValues,
  forChannels,
  probability,
  type Range,
  range,
} from '../options.ts';
import { fillBox } from './fill-box.ts';

export interface RandomErasingOptions {
  /** Probability for each image, in [0, 1]. Default 0.5, as in torchvision. */
  readonly p?: number;
  /** The box's area as a fraction of the image's, uniform in a range in [0, 1]. Default [0.02, 0.33], as in torchvision. */
  readonly scale?: Range;
  /** The box's height over its width, its logarithm uniform. Default [0.3, 3.3], as in torchvision. */
  readonly ratio?: Range;
  /**
   * What fills the box: one number, one for each channel, or `'random'`: a standard normal number for each value, which makes sense after
   * `normalize` only. Default 0.
   */
  readonly value?: ChannelValues | 'random';
}

/** As often as torchvision tries to find a box that fits, before it leaves the image as it is. */
const TRIES = 10;

/**
 * Overwrites a box of random area, shape and place in each image (Zhong et al., Random erasing data augmentation, AAAI 2020), as
 * torchvision's RandomErasing. The box is smaller than the image in both directions; where none fits in ten tries, the image stays as it is.
 *
 * @throws InvalidOptionError for `p` outside [0, 1], a scale outside [0, 1], a ratio that is not positive, ranges out of order, or a value
 *   that is not finite
 */
export function randomErasing(options: RandomErasingOptions = {}): Transform {
  const { p = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], value = 0 } = options;
  probability('randomErasing', p);
  range('randomErasing', 'scale', scale, { least: 0, most: 1 });
  range('randomErasing', 'ratio', ratio, { least: 0, open: true });
  const values = value === 'random' ? undefined : channelValues('randomErasing', 'value', value);
  return eachImage('randomErasing', (image, shape, random) => {
    const fills = values && forChannels('randomErasing', 'value', values, shape[2]);
    if (random() >= p) return;
    const [height, width] = shape;
    for (let i = 0; i < TRIES; i++) {
      const area = height * width * randomUniform.source(random)(...scale)();
      const aspect = Math.exp(randomUniform.source(random)(Math.log(ratio[0]), Math.log(ratio[1]))());
      const h = Math.round(Math.sqrt(area * aspect));
      const w = Math.round(Math.sqrt(area / aspect));
      if (h >= height || w >= width) continue;
      const top = randomInt.source(random)(0, height - h + 1)();
      const left = randomInt.source(random)(0, width - w + 1)();
      const normal = randomNormal.source(random)();
      fillBox(image, shape, { top, left, height: h, width: w }, (c) =>
        fills ? (fills[c] as number) : normal(),
      );
      return;
    }
  });
}
