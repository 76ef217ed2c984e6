import { PlotError } from './plot-error.ts';

/** One image of a grid. */
export interface GridImage {
  /**
   * H * W * C values, row by row, channels last. A Uint8Array or Uint8ClampedArray holds bytes, 0 to 255; anything
   * else holds floats, 0 black to 1 white, and finite values outside are clamped. Other integer arrays, such as
   * the Int32Array of an int32 tensor, are refused: they could mean either.
   */
  readonly pixels: ArrayLike<number>;
  /** [height, width, channels]; 1 channel is grey, 3 are red, green and blue. */
  readonly shape: readonly [number, number, number];
  /** Under the image, in at most two lines; a longer one is shortened and kept whole in a tooltip. */
  readonly caption?: string;
  /** `good` and `bad` colour frame and caption; `bad` is also bold, for readers who do not tell the colours apart. */
  readonly tone?: 'good' | 'bad' | 'neutral';
  /** A share from 0 to 1, for example a confidence, drawn as a bar under the image. */
  readonly value?: number;
}

const INTEGERS = [Int8Array, Int16Array, Uint16Array, Int32Array, Uint32Array];

/** @throws PlotError where a side is no whole number from 1, or there are other channels than 1 or 3 */
export function checkShape(shape: GridImage['shape'], where: string): GridImage['shape'] {
  const [height, width, channels] = shape;
  if ([height, width].every((side) => Number.isInteger(side) && side > 0) && [1, 3].includes(channels)) {
    return shape;
  }
  throw new PlotError(
    `${where}: the shape is [${shape.join(', ')}]; give [height, width, channels] with 1 or 3 channels.`,
  );
}

/** Checks shape and values, and gives the pixels as bytes. `where` names the image in errors. */
export function imageBytes({ pixels, shape }: GridImage, where: string): Uint8Array {
  const [height, width, channels] = checkShape(shape, where);
  if (pixels.length !== height * width * channels) {
    throw new PlotError(
      `${where}: the shape [${shape.join(', ')}] needs ${height * width * channels} values, but there are ${pixels.length}.`,
    );
  }
  if (isBytes(pixels)) return new Uint8Array(pixels);
  if (INTEGERS.some((integers) => pixels instanceof integers)) {
    throw new PlotError(`${where}: pixels are integers; give a Uint8Array of bytes, or floats from 0 to 1.`);
  }
  return Uint8Array.from(pixels, (value, index) => {
    if (!Number.isFinite(value)) throw new PlotError(`${where}: the value at index ${index} is ${value}.`);
    return Math.round(Math.min(1, Math.max(0, value)) * 255);
  });
}

/** Whether the pixels are bytes, 0 to 255, rather than floats, 0 to 1. */
export function isBytes(pixels: ArrayLike<number>): pixels is Uint8Array | Uint8ClampedArray {
  return pixels instanceof Uint8Array || pixels instanceof Uint8ClampedArray;
}
