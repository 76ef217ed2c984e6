import { defineExperiment } from '@gradlab/experiment';
import { lineChart } from '@gradlab/plot';
import { example, ratios } from './separable.ts';

interface Settings {
  /** Width of MobileNet; the ratios do not depend on it, but its channels do. */
  readonly width: number;
  readonly side: number;
}

/** C6: depthwise separable convolutions. */
export const c6 = defineExperiment({
  id: 'C6',
  title: 'Depthwise separable convolutions: 72 weights become 26, and 1/O + 1/k^2 in MobileNet',
  app: 'weekly-report',
  metrics: {
    full: { label: 'weights of the convolution', reported: 72 },
    separable: { label: 'weights of the depthwise separable one', reported: 26 },
    difference: {
      label: 'largest difference of their outputs, where the kernel is of that form',
      reported: 'none',
    },
    smallest: { label: 'smallest share of weights in MobileNet V1', reported: 'none' },
    largest: { label: 'largest share of weights in MobileNet V1', reported: 'none' },
    deviation: {
      label: 'largest deviation of a share, of weights or multiply-adds, from 1/O + 1/k^2',
      reported: 0,
    },
  },
  settings: {
    quick: { width: 0.25, side: 64 },
    default: { width: 1, side: 224 },
    full: { width: 1, side: 224 },
  } satisfies Record<string, Settings>,
  target: () => '72 and 26 weights, every share equal to 1/O + 1/k^2 within 1e-12, outputs equal within 1e-5',
  run: async ({ settings, log }) => {
    const { before, after, error, difference } = await example();
    log(`${before} weights become ${after}; share of the kernel that is lost: ${error.toExponential(1)}`);
    const rows = ratios(settings.width, settings.side);
    const deviation = Math.max(
      ...rows.flatMap(({ measured, macs, formula }) => [
        Math.abs(measured - formula),
        Math.abs(macs - formula),
      ]),
    );
    const shares = rows.map(({ measured }) => measured);
    return {
      reproduced: {
        full: before,
        separable: after,
        difference,
        smallest: Math.min(...shares),
        largest: Math.max(...shares),
        deviation,
      },
      passed: before === 72 && after === 26 && deviation < 1e-12 && difference < 1e-5,
      figures: {
        ratio: lineChart({
          title: 'Weights of a depthwise separable block, as a share of the full convolution',
          x: { label: 'block of MobileNet V1' },
          y: { label: 'share' },
          series: [
            { name: 'counted', x: rows.map((_, i) => i + 1), y: shares },
            {
              name: '1/O + 1/k^2',
              x: rows.map((_, i) => i + 1),
              y: rows.map(({ formula }) => formula),
              dashed: true,
            },
          ],
        }),
      },
      sections: [
        {
          heading: 'Blocks of MobileNet V1',
          table: {
            columns: [
              'layer',
              'channels in',
              'channels out',
              'window',
              'share of weights',
              'share of multiply-adds',
              '1/O + 1/k^2',
            ],
            rows: rows.map(({ name, channels, kernelSize, measured, macs, formula }) => [
              name,
              String(channels[0]),
              String(channels[1]),
              `${kernelSize} x ${kernelSize}`,
              measured.toFixed(6),
              macs.toFixed(6),
              formula.toFixed(6),
            ]),
          },
        },
      ],
      protocol:
        `A 3 x 3 convolution of two channels to four without bias is replaced by a depthwise and a 1 x 1 convolution; its kernel is of rank 1 for every input channel, so that nothing is lost. ` +
        `For each of the ${rows.length} blocks of MobileNet V1 of width ${settings.width} on ${settings.side} x ${settings.side} images, weights and multiply-adds of both parts are counted and divided by those of a full convolution.`,
    };
  },
});
