import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

async function seconds(model: LayersModel, xs: tf.Tensor): Promise<number> {
  const started = performance.now();
  const outputs = model.predict(xs) as tf.Tensor;
  await outputs.data();
  outputs.dispose();
  return (performance.now() - started) / 1000;
}

/**
 * How many times faster the second model answers a batch: the median of ratios of neighbouring runs, so that what else the machine does
 * slows both. The first runs do not count.
 */
export async function speedUp(
  first: LayersModel,
  second: LayersModel,
  xs: tf.Tensor,
  rounds: number,
): Promise<{ readonly ratio: number; readonly seconds: readonly [number, number] }> {
  const [before, after, ratios]: number[][] = [[], [], []] as number[][] as [number[], number[], number[]];
  for (let round = -1; round < rounds; round++) {
    const [a, b] = [await seconds(first, xs), await seconds(second, xs)];
    if (round < 0) continue;
    before?.push(a);
    after?.push(b);
    ratios?.push(a / b);
  }
  return { ratio: median(ratios ?? []), seconds: [median(before ?? []), median(after ?? [])] };
}
