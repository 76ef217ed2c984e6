import { type Decompose, filled, rankOf } from './decomposition.ts';
import { spectrumOf, tails } from './spectrum.ts';

/** A dense layer as two: m x n weights become r (m + n). */
export const denseSvd: Decompose = ({ shape, values }) => {
  const [inputs, units] = shape as readonly [number, number];
  const {
    values: sigma,
    left,
    right,
  } = spectrumOf({
    rows: inputs,
    columns: units,
    at: (i, j) => values[i * units + j] as number,
  });
  const root = (k: number) => Math.sqrt(sigma[k] as number);
  const lost = tails(sigma);
  return {
    tails: [lost],
    size: (ranks) => rankOf(ranks) * (inputs + units),
    lost: (ranks) => lost[rankOf(ranks)] as number,
    parts: (ranks) => {
      const rank = rankOf(ranks);
      const [first, second] = [
        [inputs, rank],
        [rank, units],
      ] as const;
      return [
        {
          className: 'Dense',
          config: { units: rank },
          shape: first,
          kernel: filled(first, (i = 0, k = 0) => left(i, k) * root(k)),
        },
        {
          className: 'Dense',
          config: {},
          shape: second,
          kernel: filled(second, (k = 0, j = 0) => root(k) * right(j, k)),
        },
      ];
    },
  };
};
