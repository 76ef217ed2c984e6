import { type CompressionReport, reportTable } from '@gradlab/compression';
import { lineChart, type ReportSection } from '@gradlab/plot';
import type { Compression } from './deep-compression.ts';
import type { MobilenetRow } from './mobilenet-uint8.ts';

/** What Deep Compression's tables 4 and 5 say of each kernel: kept, bits of a weight and of a gap after Huffman coding. */
const PAPER: Readonly<Record<string, readonly [kept: number, weight: number, gap: number]>> = {
  'dense1/kernel': [0.08, 4.4, 3.7],
  'dense2/kernel': [0.09, 4.4, 4.3],
  'logits/kernel': [0.26, 4.3, 3.2],
  'conv1/kernel': [0.66, 7.2, 1.5],
  'conv2/kernel': [0.12, 7.2, 3.9],
  'ip1/kernel': [0.08, 4.5, 4.5],
  'ip2/kernel': [0.19, 5.2, 3.7],
};
/** The paper's last section counts what stands for the weights; so does this, with code books and biases. The whole file has the layers' description too. */
export const bytesOf = ({ total }: CompressionReport) => total.bytes.coded;

const shown = (value: number | undefined) => value?.toFixed(2) ?? '';

function paperTable({ report }: Compression): NonNullable<ReportSection['table']> {
  return {
    columns: [
      'kernel',
      'kept',
      "paper's",
      'bits of a weight',
      "paper's",
      'bits of a gap',
      "paper's",
      'bytes',
    ],
    rows: report.weights.flatMap(({ path, size, nonZeros, weightBits, codedGapBits, bytes }) => {
      const [kept, weight, gap] = PAPER[path] ?? [];
      if (kept === undefined) return [];
      return [
        [
          path,
          `${((100 * nonZeros) / size).toFixed(1)} %`,
          `${100 * kept} %`,
          shown(weightBits),
          shown(weight),
          shown(codedGapBits),
          shown(gap),
          String(bytes.coded),
        ],
      ];
    }),
  };
}

/** What one network came to, beside the paper and weight by weight. */
export function sections(title: string, compression: Compression, kilobytes: number): ReportSection[] {
  const { report } = compression;
  const { raw } = report.total.bytes;
  return [
    {
      heading: `${title} beside Deep Compression`,
      text: `${bytesOf(report)} bytes of weights, code books and biases, ${(raw / bytesOf(report)).toFixed(1)} times smaller than ${raw}; the paper has ${kilobytes} KB. The file that loadLayersModel opens, with the description of the layers, has ${report.fileBytes} bytes. In the paper the gaps of a layer have 5 or 8 bits before Huffman coding; here the number that takes the fewest bytes is chosen.`,
      table: paperTable(compression),
    },
    { heading: `${title}: all bytes`, table: reportTable(report) },
  ];
}

/** How often each shared value comes. */
export const valuesChart = (title: string, { clusters }: Compression, path: string) => {
  const { centroids, assignments } = clusters.get(path) ?? {
    centroids: new Float32Array(),
    assignments: new Uint16Array(),
  };
  const counts = new Array<number>(centroids.length).fill(0);
  for (const index of assignments) counts[index] = (counts[index] ?? 0) + 1;
  const living = Array.from(centroids.keys()).filter((i) => centroids[i] !== 0);
  return lineChart({
    title: `${title}: the values that ${path} shares`,
    x: { label: 'value of the centroid after k-means' },
    y: { label: 'weights that share it' },
    series: [-1, 1].map((sign) => {
      const own = living.filter((i) => Math.sign(centroids[i] as number) === sign);
      return {
        name: sign < 0 ? 'negative' : 'positive',
        x: own.map((i) => centroids[i] as number),
        y: own.map((i) => counts[i] as number),
        markers: true,
      };
    }),
  });
};

/** MobileNet as bytes, as published and with spread channels. */
export const mobilenetSection = (rows: readonly MobilenetRow[], count: number): ReportSection => ({
  heading: 'MobileNet V2, uint8',
  text: 'The published weights come from training for uint8 with one step for a tensor, so that they lose nothing by it. "Spread": every convolution times factors that differ by up to 1000 between channels, which its batch norm undoes, as in networks that were not trained for it; the function is the same. Equalized: channels made equally large before.',
  table: {
    columns: ['weights', 'bytes', `correct of ${count}`],
    rows: rows.map(({ name, bytes, correct }) => [name, String(bytes), String(correct)]),
  },
});
