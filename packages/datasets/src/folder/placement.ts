/** One axis of a resized picture: `count` of `scaled` pixels, from `from` on. */
export interface Axis {
  readonly scaled: number;
  readonly from: number;
  readonly count: number;
}

export interface Placement {
  readonly vertical: Axis;
  readonly horizontal: Axis;
}

/** To the nearest integer, halves to the even one, as Python's `round`, which torchvision's CenterCrop uses. */
function roundHalfToEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
}

const centred = (scaled: number, count: number): Axis => ({
  scaled,
  from: roundHalfToEven((scaled - count) / 2),
  count,
});

/**
 * What becomes of a picture of `height` x `width`: `crop` scales it until it just covers `size`, as torchvision's `Resize` does for a
 * square, and takes the centre (`CenterCrop`); `stretch` scales each axis by itself.
 */
export function placement(
  [height, width]: readonly [number, number],
  [targetHeight, targetWidth]: readonly [number, number],
  mode: 'crop' | 'stretch',
): Placement {
  if (mode === 'stretch') {
    return { vertical: centred(targetHeight, targetHeight), horizontal: centred(targetWidth, targetWidth) };
  }
  // Products before the quotient: it is then never below the side that it has to cover.
  const heightBinds = targetHeight * width >= targetWidth * height;
  return heightBinds
    ? {
        vertical: centred(targetHeight, targetHeight),
        horizontal: centred(Math.floor((targetHeight * width) / height), targetWidth),
      }
    : {
        vertical: centred(Math.floor((targetWidth * height) / width), targetHeight),
        horizontal: centred(targetWidth, targetWidth),
      };
}
