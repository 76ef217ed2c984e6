import { partSeed } from './part-seed.ts';
import { permutation, validSeed } from './permutation.ts';
import { normalFrom, validCount, validNoise } from './random.ts';
import { type RowsDataset, rowsDataset } from './rows-dataset.ts';

export interface HalfMoonsOptions {
  /** Points of both moons together, an integer >= 2; the outer moon has half of them, rounded down. Default 100. */
  readonly count?: number;
  /** Standard deviation of the normal noise that is added to both coordinates. Default 0. */
  readonly noise?: number;
  /** Integer in [0, 2^32), for the order and the noise. Default 0. */
  readonly seed?: number;
}

/**
 * Two interleaving half circles, in the plane and in random order: outer (cos t, sin t), inner (1 - cos t, 1/2 - sin t), for equally
 * spaced t from 0 to pi, as scikit-learn's `make_moons`. Inputs float32 `[2]`, targets class indices.
 *
 * @throws InvalidArgumentError when an option is out of range
 */
export function halfMoons(options: HalfMoonsOptions = {}): RowsDataset<Float32Array, Int32Array> {
  const { count = 100, noise = 0, seed = 0 } = options;
  validCount(count, 'count', 'halfMoons', 2);
  const outer = Math.floor(count / 2);
  const error = normalFrom(partSeed(validSeed(seed), 0), validNoise(noise, 'halfMoons'));
  const points = new Float32Array(2 * count);
  const labels = new Int32Array(count);
  for (const [row, i] of permutation(count, partSeed(seed, 1)).entries()) {
    const inner = i >= outer;
    const [place, all] = inner ? [i - outer, count - outer] : [i, outer];
    const t = all === 1 ? 0 : (Math.PI * place) / (all - 1);
    points[2 * row] = (inner ? 1 - Math.cos(t) : Math.cos(t)) + error();
    points[2 * row + 1] = (inner ? 0.5 - Math.sin(t) : Math.sin(t)) + error();
    labels[row] = inner ? 1 : 0;
  }
  return rowsDataset({
    name: 'half-moons',
    classes: ['outer', 'inner'],
    inputs: { data: points, shape: [2] },
    targets: { data: labels, shape: [] },
  });
}
