import type { Score } from './answers.ts';
import { bump, twinBumps } from './bumps.ts';
import { placedWindow, visitWindow, type Window, windowSides } from './plane.ts';
import type { Sample, Search } from './search.ts';
import type { SquareSetting } from './square-linf.ts';
import { difference, length, moved } from './vectors.ts';

/** Windows of the L2 search are no smaller: two bumps of opposite sign must fit. */
const SMALLEST_SIDE = 3;
/** The first perturbation is a grid of this many bumps along the shorter side. */
const TILES = 5;

/** All of eps in bumps: a grid at first, then the length in one window is moved into another, as a pair of bumps. */
export function* squareL2(sample: Sample, setting: SquareSetting): Search<Score> {
  const { clean, eps, free } = sample;
  if (eps === 0) return;
  const scaled = (delta: Float64Array) => {
    const allowed = delta.map((value, i) => value * (free[i] as number));
    const size = length(allowed);
    // A mask may leave nothing of the bumps.
    return size > 0 ? moved(clean, eps / size, allowed, setting.bounds) : clean.slice();
  };

  sample.best = scaled(grid(sample, setting));
  let [score] = yield [sample.best];
  for (let query = 1; !score?.reached; query++) {
    const delta = difference(sample.best, clean);
    const candidate = scaled(shifted(delta, sample, setting, setting.fraction(query)));
    const [next] = yield [candidate];
    if (score && next && !next.reached && next.loss >= score.loss) continue;
    sample.best = candidate;
    score = next;
  }
}

const signOf = ({ uniform }: Sample) => (uniform() < 0.5 ? -1 : 1);

function grid(sample: Sample, { plane }: SquareSetting): Float64Array {
  const delta = new Float64Array(sample.clean.length);
  const flat = plane.height === 1;
  const side = Math.max(Math.floor((flat ? plane.width : Math.min(plane.height, plane.width)) / TILES), 1);
  const height = flat ? 1 : side;
  const shape = bump(height, side);
  const rows = Math.floor(plane.height / height);
  const columns = Math.floor(plane.width / side);
  const [above, before] = [(plane.height - rows * height) >> 1, (plane.width - columns * side) >> 1];
  for (let tile = 0; tile < rows * columns; tile++) {
    const top = above + Math.floor(tile / columns) * height;
    const left = before + (tile % columns) * side;
    for (let channel = 0; channel < plane.channels; channel++) {
      const sign = signOf(sample);
      visitWindow(plane, { top, left, height, width: side }, channel, (place, row, column) => {
        delta[place] = sign * (shape[row * side + column] as number);
      });
    }
  }
  return delta;
}

function shifted(
  delta: Float64Array,
  sample: Sample,
  { plane }: SquareSetting,
  fraction: number,
): Float64Array {
  const sides = odd(windowSides(plane, fraction, SMALLEST_SIDE), plane);
  const to = placedWindow(plane, sides, sample.uniform);
  const from = placedWindow(plane, sides, sample.uniform);
  const sideBySide = sides.height === 1 || (sides.width > 1 && sample.uniform() < 0.5);
  const shape = twinBumps(sides.height, sides.width, sideBySide);
  // What the bounds cut off from eps is given out again.
  const unused = Math.max(sample.eps ** 2 - length(delta) ** 2, 0) / plane.channels;
  const result = delta.slice();
  for (let channel = 0; channel < plane.channels; channel++) {
    const sum = (window: Window, skip?: Window) => squares(delta, plane, window, channel, skip);
    const inTarget = sum(to);
    const available = unused + inTarget + sum(from, to);
    const sign = signOf(sample);
    const wanted = new Float64Array(shape.length);
    visitWindow(plane, to, channel, (place, row, column) => {
      const i = row * sides.width + column;
      const old = (delta[place] as number) / (1e-10 + Math.sqrt(inTarget));
      wanted[i] = sign * (shape[i] as number) + old;
    });
    const factor = Math.sqrt(available) / Math.max(length(wanted), 1e-12);
    visitWindow(plane, from, channel, (place) => {
      result[place] = 0;
    });
    visitWindow(plane, to, channel, (place, row, column) => {
      result[place] = factor * (wanted[row * sides.width + column] as number);
    });
  }
  return result;
}

/** The next odd sides, where they fit: a bump has a middle. */
function odd(
  { height, width }: { readonly height: number; readonly width: number },
  plane: SquareSetting['plane'],
) {
  const up = (side: number, limit: number) => Math.min(side + (side % 2 === 0 ? 1 : 0), limit);
  return { height: up(height, plane.height), width: up(width, plane.width) };
}

/** Sum of squares over a window's channel, without what lies in `skip`. */
function squares(
  delta: Float64Array,
  plane: SquareSetting['plane'],
  window: Window,
  channel: number,
  skip?: Window,
): number {
  let sum = 0;
  visitWindow(plane, window, channel, (place, row, column) => {
    const [r, c] = [window.top + row, window.left + column];
    const skipped =
      skip !== undefined &&
      r >= skip.top &&
      r < skip.top + skip.height &&
      c >= skip.left &&
      c < skip.left + skip.width;
    if (!skipped) sum += (delta[place] as number) ** 2;
  });
  return sum;
}
