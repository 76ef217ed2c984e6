import type { Transform } from './batch.ts';
import { eachImage } from './each-image.ts';
import { InvalidOptionError } from './errors.ts';
import { type ChannelValues, channelValues, forChannels } from './options.ts';

function checkedMoments(by: string, mean: ChannelValues, std: ChannelValues) {
  const deviations = channelValues(by, 'std', std);
  if (!deviations.every((value) => value > 0))
    throw new InvalidOptionError(`${by}: std is [${deviations}]; pass numbers greater than 0.`);
  return { means: channelValues(by, 'mean', mean), deviations };
}

/** `factor x + shift` of each channel's values, in double precision, rounded once. */
function eachLinear(
  by: string,
  coefficients: (channels: number) => readonly (readonly [factor: number, shift: number])[],
): Transform {
  return eachImage(by, (image, [, , channels]) => {
    coefficients(channels).forEach(([factor, shift], c) => {
      for (let i = c; i < image.length; i += channels) image[i] = (image[i] as number) * factor + shift;
    });
  });
}

/**
 * `(x - mean) / std`, as torchvision's Normalize; values leave [0, 1], so it comes last.
 *
 * @param mean one number, or one for each channel: what `stats()` of a data set gives
 * @param std the same, greater than 0
 * @throws InvalidOptionError for numbers that are not finite, or a std that is not positive; the transform throws InvalidBatchError for
 *   images with another number of channels
 */
export function normalize(mean: ChannelValues, std: ChannelValues): Transform {
  const { means, deviations } = checkedMoments('normalize', mean, std);
  return eachLinear('normalize', (channels) => {
    const m = forChannels('normalize', 'mean', means, channels);
    const s = forChannels('normalize', 'std', deviations, channels);
    return m.map((value, c) => [1 / (s[c] as number), -value / (s[c] as number)]);
  });
}

/** `std x + mean`, what undoes `normalize(mean, std)`: to look at images again. @throws as `normalize` does */
export function denormalize(mean: ChannelValues, std: ChannelValues): Transform {
  const { means, deviations } = checkedMoments('denormalize', mean, std);
  return eachLinear('denormalize', (channels) => {
    const m = forChannels('denormalize', 'mean', means, channels);
    const s = forChannels('denormalize', 'std', deviations, channels);
    return s.map((value, c) => [value, m[c] as number]);
  });
}
