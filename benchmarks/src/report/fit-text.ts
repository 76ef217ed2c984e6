import type { FitPart } from '../results.ts';
import { markdownTable } from './markdown.ts';
import { threeDigits } from './numbers.ts';
import { place } from './place.ts';

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** What `fit` adds to a loop by hand. */
export function fitText({ stamp, rounds, rows }: FitPart): string {
  const head = [
    'network (batch)',
    'by hand',
    '`fit`',
    'added',
    'by hand, optimizer of TensorFlow.js',
    'added',
  ];
  const cells = rows.map(({ title, batch, ms, added }) => [
    `${title} (${batch})`,
    ...[ms.bare, ms.fit].map(({ median }) => `${threeDigits(median)} ms`),
    `${percent(added.bare.median)} (${percent(added.bare.q1)} to ${percent(added.bare.q3)})`,
    `${threeDigits(ms.stock.median)} ms`,
    percent(added.stock.median),
  ]);
  return [
    markdownTable(head, cells),
    '',
    `Processor time of a training step, medians over ${rounds} interleaved rounds; what is added is the median of the rounds' own quotients with`,
    `their quartiles. \`fit\` reports accuracy and progress. ${place(stamp)}`,
  ].join('\n');
}
