import { CONV, ONE } from './conv-svd.ts';
import { type Decompose, filled, rankOf } from './decomposition.ts';
import { type Spectrum, spectrumOf, tails } from './spectrum.ts';

/**
 * A convolution of every channel by itself, and 1 x 1 over all: Howard et al. 2017, arXiv:1704.04861. The rank is the number of maps that
 * each channel gets. The best approximation of every channel's windows; exact where they are multiples of so many.
 */
export const depthwiseSeparable: Decompose = ({ shape, values }) => {
  const [height, width, inputs, filters] = shape as readonly [number, number, number, number];
  const window = height * width;
  const channels: readonly Spectrum[] = Array.from({ length: inputs }, (_, i) =>
    spectrumOf({
      rows: window,
      columns: filters,
      at: (place, o) => values[(place * inputs + i) * filters + o] as number,
    }),
  );
  const most = Math.min(window, filters);
  // Per rank, the squares of all channels together; tails wants their roots.
  const together = Array.from({ length: most }, (_, k) =>
    Math.hypot(...channels.map(({ values: sigma }) => sigma[k] as number)),
  );
  const lost = tails(together);
  const root = (i: number, k: number) => Math.sqrt(channels[i]?.values[k] as number);
  return {
    tails: [lost],
    size: (ranks) => rankOf(ranks) * inputs * (window + filters),
    lost: (ranks) => lost[rankOf(ranks)] as number,
    parts: (ranks) => {
      const rank = rankOf(ranks);
      const [first, second] = [
        [height, width, inputs, rank],
        [1, 1, inputs * rank, filters],
      ] as const;
      return [
        {
          className: 'DepthwiseConv2D',
          config: { depth_multiplier: rank },
          shape: first,
          kernel: filled(
            first,
            (h = 0, w = 0, i = 0, k = 0) => (channels[i]?.left(h * width + w, k) as number) * root(i, k),
          ),
        },
        {
          className: CONV,
          config: { kernel_size: ONE, strides: ONE, dilation_rate: ONE },
          shape: second,
          kernel: filled(second, (_h, _w, place = 0, o = 0) => {
            const [i, k] = [Math.floor(place / rank), place % rank];
            return root(i, k) * (channels[i]?.right(o, k) as number);
          }),
        },
      ];
    },
  };
};
