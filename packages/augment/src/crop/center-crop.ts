import type { Transform } from '../batch.ts';
import { eachResized } from '../each-image.ts';
import { heightAndWidth, type Size } from '../options.ts';
import { roundHalfToEven } from '../round.ts';
import { copyWindow, OUTSIDE } from './window.ts';

/** A larger image loses half of what is too much, rounded to even; a smaller one gets the odd line after it. As in torchvision. */
function centered(size: number, wanted: number): Int32Array {
  const first = size >= wanted ? roundHalfToEven((size - wanted) / 2) : -Math.floor((wanted - size) / 2);
  return Int32Array.from({ length: wanted }, (_, k) =>
    first + k >= 0 && first + k < size ? first + k : OUTSIDE,
  );
}

/**
 * Cuts out the middle, as torchvision's CenterCrop; smaller images are padded with zeros.
 *
 * @param size of the result, `[height, width]` or one number for both
 * @throws InvalidOptionError for a size that is not made of integers >= 1
 */
export function centerCrop(size: Size): Transform {
  const [height, width] = heightAndWidth('centerCrop', size);
  return eachResized('centerCrop', (shape) => {
    const rows = centered(shape[0], height);
    const columns = centered(shape[1], width);
    const zeros = new Array<number>(shape[2]).fill(0);
    return { size: [height, width], make: (from, to) => copyWindow(from, to, shape, rows, columns, zeros) };
  });
}
