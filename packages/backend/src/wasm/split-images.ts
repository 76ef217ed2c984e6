import type { ConvPlan } from './conv-plan.ts';
import type { Engine } from './engine.ts';
import { type Part, scratchEach, split } from './parallel.ts';

/** Room for one padded image in each thread. */
export function paddedImages(
  engine: Engine,
  { paddedHeight, paddedWidth, channels }: ConvPlan,
  parts: readonly Part[],
): (part: Part) => number {
  return scratchEach(engine, 'conv.padded', 4 * paddedHeight * paddedWidth * channels, parts);
}

/** Bytes of an image that the plan reads. */
export const imageBytes = ({ height, width, channels }: ConvPlan) => 4 * height * width * channels;

/** The images of a convolution in parts, `perMillisecond` being its speed in one thread. */
export function splitImages(
  engine: Engine,
  { rows, columns, taps, channels }: ConvPlan,
  images: number,
  outputs: number,
  perMillisecond: number,
): readonly Part[] {
  const operations = 2 * images * rows * columns * taps.length * channels * outputs;
  return split(engine, images, operations / perMillisecond);
}
