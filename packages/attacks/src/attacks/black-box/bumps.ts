import { length } from './vectors.ts';

/**
 * A bump of Euclidean length 1 over a rectangle, row by row: the sum of `1 / (k + 1)^2` over the squares around the centre,
 * of half side k, that contain a place.
 */
export function bump(height: number, width: number): Float64Array {
  const [middle, centre] = [Math.floor(height / 2), Math.floor(width / 2)];
  const outermost = Math.max(middle, centre);
  const values = new Float64Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const ring = Math.max(Math.abs(row - middle), Math.abs(column - centre));
      let sum = 0;
      for (let k = ring; k <= outermost; k++) sum += 1 / (k + 1) ** 2;
      values[row * width + column] = sum;
    }
  }
  const total = length(values);
  return values.map((value) => value / total);
}

/** A positive bump over the upper half of a rectangle and a negative one over the lower, together of length 1. */
function upAndDown(height: number, width: number): Float64Array {
  const upper = Math.floor(height / 2);
  const values = new Float64Array(height * width);
  if (upper > 0) values.set(bump(upper, width));
  values.set(
    bump(height - upper, width).map((value) => -value),
    upper * width,
  );
  const total = length(values);
  return values.map((value) => value / total);
}

/** Two bumps of opposite sign, side by side or one above the other. */
export function twinBumps(height: number, width: number, sideBySide: boolean): Float64Array {
  if (!sideBySide) return upAndDown(height, width);
  const turned = upAndDown(width, height);
  return Float64Array.from(
    { length: height * width },
    (_, i) => turned[(i % width) * height + Math.floor(i / width)] as number,
  );
}
