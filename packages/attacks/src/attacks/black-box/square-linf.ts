import type { Bounds } from '../../classifier/bounds.ts';
import type { Score } from './answers.ts';
import { type Plane, placedWindow, placeOf, visitWindow, windowSides } from './plane.ts';
import type { Sample, Search } from './search.ts';

/** What the searches of the Square attack have in common. */
export interface SquareSetting {
  readonly plane: Plane;
  readonly bounds: Bounds;
  /** Fraction of the plane that the window of a query covers. */
  readonly fraction: (query: number) => number;
}

/** How often a change that changes nothing is drawn again: where eps is below the rounding of a value, no draw helps. */
const TRIES = 100;

/** Every value at `clean - eps` or `clean + eps`: vertical stripes at first, then windows of one sign for each channel. */
export function* squareLinf(sample: Sample, { plane, bounds, fraction }: SquareSetting): Search<Score> {
  const { clean, eps, uniform } = sample;
  if (eps === 0) return;
  const [min, max] = bounds;
  const sign = () => (uniform() < 0.5 ? -1 : 1);
  const at = (place: number, side: number) =>
    Math.fround(Math.min(Math.max((clean[place] as number) + side * eps, min), max));

  const stripes = () => {
    const values = new Float32Array(clean.length);
    for (let column = 0; column < plane.width; column++) {
      for (let channel = 0; channel < plane.channels; channel++) {
        const side = sign();
        for (let row = 0; row < plane.height; row++) {
          const place = placeOf(plane, row, column, channel);
          values[place] = at(place, side);
        }
      }
    }
    return values;
  };

  const changed = (from: Float32Array, query: number) => {
    const window = placedWindow(plane, windowSides(plane, fraction(query)), uniform);
    const values = from.slice();
    let differs = false;
    for (let tries = 0; tries < TRIES && !differs; tries++) {
      for (let channel = 0; channel < plane.channels; channel++) {
        const side = sign();
        visitWindow(plane, window, channel, (place) => {
          values[place] = at(place, side);
          differs ||= values[place] !== from[place];
        });
      }
    }
    return values;
  };

  sample.best = stripes();
  let [score] = yield [sample.best];
  for (let query = 1; !score?.reached; query++) {
    const candidate = changed(sample.best, query);
    const [next] = yield [candidate];
    if (score && next && !next.reached && next.loss >= score.loss) continue;
    sample.best = candidate;
    score = next;
  }
}
