import type { FiguresPart } from '../results.ts';
import { markdownTable } from './markdown.ts';
import { threeDigits } from './numbers.ts';
import { place } from './place.ts';

/** How long figures take. */
export function figuresText({ stamp, rounds, rows }: FiguresPart): string {
  const ms = (value: number) => `${threeDigits(value)} ms`;
  const cells = rows.map(({ title, limitMs, firstMs, ms: { median, q1, q3 } }) => [
    title,
    `${ms(median)} (${threeDigits(q1)} to ${threeDigits(q3)})`,
    ms(firstMs),
    ms(limitMs),
  ]);
  return [
    markdownTable(['figure', 'to SVG', 'the first time', 'at most'], cells),
    '',
    `Processor time, medians over ${rounds} interleaved rounds with their quartiles; images of noise, which cannot be compressed. ${place(stamp)}`,
  ].join('\n');
}
