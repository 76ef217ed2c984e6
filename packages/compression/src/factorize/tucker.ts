import { CONV, ONE } from './conv-svd.ts';
import { type Decompose, filled, rankOf } from './decomposition.ts';
import { spectrumOf, tails } from './spectrum.ts';

/**
 * Fewer channels in and fewer out, with 1 x 1 convolutions before and behind: Kim et al. 2016, arXiv:1511.06530, by the higher-order
 * singular value decomposition. Two ranks: channels in, channels out.
 */
export const convTucker: Decompose = ({ shape, values }) => {
  const [height, width, inputs, filters] = shape as readonly [number, number, number, number];
  const window = height * width;
  const at = (place: number, i: number, o: number) => values[(place * inputs + i) * filters + o] as number;
  const into = spectrumOf({
    rows: inputs,
    columns: window * filters,
    at: (i, column) => at(Math.floor(column / filters), i, column % filters),
  });
  const out = spectrumOf({
    rows: filters,
    columns: window * inputs,
    at: (o, column) => at(Math.floor(column / inputs), column % inputs, o),
  });
  const total = Array.from(values).reduce((sum, value) => sum + value * value, 0);

  /** The kernel in the coordinates of the leading channels. */
  function core(ranks: readonly number[]): Float64Array {
    const [few, many] = [rankOf(ranks, 0), rankOf(ranks, 1)];
    const result = new Float64Array(window * few * many);
    for (let place = 0; place < window; place++) {
      const half = new Float64Array(few * filters);
      for (let i = 0; i < inputs; i++) {
        for (let a = 0; a < few; a++) {
          const weight = into.left(i, a);
          for (let o = 0; o < filters; o++)
            half[a * filters + o] = (half[a * filters + o] as number) + weight * at(place, i, o);
        }
      }
      for (let a = 0; a < few; a++) {
        for (let b = 0; b < many; b++) {
          let sum = 0;
          for (let o = 0; o < filters; o++) sum += (half[a * filters + o] as number) * out.left(o, b);
          result[(place * few + a) * many + b] = sum;
        }
      }
    }
    return result;
  }

  return {
    tails: [tails(into.values), tails(out.values)],
    size: (ranks) => {
      const [few, many] = [rankOf(ranks, 0), rankOf(ranks, 1)];
      return inputs * few + window * few * many + many * filters;
    },
    // Projections on orthonormal vectors: what the core does not hold is lost.
    lost: (ranks) =>
      total === 0 ? 0 : Math.max(0, 1 - core(ranks).reduce((sum, value) => sum + value * value, 0) / total),
    parts: (ranks) => {
      const [few, many] = [rankOf(ranks, 0), rankOf(ranks, 1)];
      const [first, last] = [
        [1, 1, inputs, few],
        [1, 1, many, filters],
      ] as const;
      return [
        {
          className: CONV,
          config: { filters: few, kernel_size: ONE, strides: ONE, dilation_rate: ONE, padding: 'valid' },
          shape: first,
          kernel: filled(first, (_h, _w, i = 0, a = 0) => into.left(i, a)),
        },
        {
          className: CONV,
          config: { filters: many },
          shape: [height, width, few, many],
          kernel: Float32Array.from(core(ranks)),
        },
        {
          className: CONV,
          config: { kernel_size: ONE, strides: ONE, dilation_rate: ONE },
          shape: last,
          kernel: filled(last, (_h, _w, b = 0, o = 0) => out.left(o, b)),
        },
      ];
    },
  };
};
