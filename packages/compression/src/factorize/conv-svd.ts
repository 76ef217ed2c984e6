import { type Decompose, filled, rankOf } from './decomposition.ts';
import { spectrumOf, tails } from './spectrum.ts';

export const CONV = 'Conv2D';
type Shape4 = readonly [height: number, width: number, inputs: number, filters: number];
type Pair = readonly [number, number];
export const ONE: Pair = [1, 1];

export const strides = (config: Readonly<Record<string, unknown>>) => (config.strides ?? ONE) as Pair;
export const dilation = (config: Readonly<Record<string, unknown>>) => {
  const given = config.dilation_rate ?? 1;
  return (typeof given === 'number' ? [given, given] : given) as Pair;
};

/** A convolution to fewer channels, and 1 x 1 to all of them: Zhang et al. 2016, arXiv:1505.06798. */
export const convChannel: Decompose = ({ shape, values }) => {
  const [height, width, inputs, filters] = shape as Shape4;
  const window = height * width * inputs;
  const {
    values: sigma,
    left,
    right,
  } = spectrumOf({
    rows: window,
    columns: filters,
    at: (place, o) => values[place * filters + o] as number,
  });
  const root = (k: number) => Math.sqrt(sigma[k] as number);
  const lost = tails(sigma);
  return {
    tails: [lost],
    size: (ranks) => rankOf(ranks) * (window + filters),
    lost: (ranks) => lost[rankOf(ranks)] as number,
    parts: (ranks) => {
      const rank = rankOf(ranks);
      const [first, second] = [
        [height, width, inputs, rank],
        [1, 1, rank, filters],
      ] as const;
      return [
        {
          className: CONV,
          config: { filters: rank },
          shape: first,
          kernel: filled(
            first,
            (h = 0, w = 0, i = 0, k = 0) => left((h * width + w) * inputs + i, k) * root(k),
          ),
        },
        {
          className: CONV,
          config: { kernel_size: ONE, strides: ONE, dilation_rate: ONE },
          shape: second,
          kernel: filled(second, (_h, _w, k = 0, o = 0) => root(k) * right(o, k)),
        },
      ];
    },
  };
};

/** A column and then a row instead of a square: Jaderberg et al. 2014, arXiv:1405.3866, scheme 2. */
export const convSpatial: Decompose = ({ shape, values, config }) => {
  const [height, width, inputs, filters] = shape as Shape4;
  const {
    values: sigma,
    left,
    right,
  } = spectrumOf({
    rows: height * inputs,
    columns: width * filters,
    at: (row, column) => {
      const [h, i] = [Math.floor(row / inputs), row % inputs];
      const [w, o] = [Math.floor(column / filters), column % filters];
      return values[((h * width + w) * inputs + i) * filters + o] as number;
    },
  });
  const root = (k: number) => Math.sqrt(sigma[k] as number);
  const lost = tails(sigma);
  const [stride, dilated] = [strides(config), dilation(config)];
  return {
    tails: [lost],
    size: (ranks) => rankOf(ranks) * (height * inputs + width * filters),
    lost: (ranks) => lost[rankOf(ranks)] as number,
    parts: (ranks) => {
      const rank = rankOf(ranks);
      const [first, second] = [
        [height, 1, inputs, rank],
        [1, width, rank, filters],
      ] as const;
      return [
        {
          className: CONV,
          config: {
            filters: rank,
            kernel_size: [height, 1],
            strides: [stride[0], 1],
            dilation_rate: [dilated[0], 1],
          },
          shape: first,
          kernel: filled(first, (h = 0, _w, i = 0, k = 0) => left(h * inputs + i, k) * root(k)),
        },
        {
          className: CONV,
          config: { kernel_size: [1, width], strides: [1, stride[1]], dilation_rate: [1, dilated[1]] },
          shape: second,
          kernel: filled(second, (_h, w = 0, k = 0, o = 0) => root(k) * right(w * filters + o, k)),
        },
      ];
    },
  };
};
