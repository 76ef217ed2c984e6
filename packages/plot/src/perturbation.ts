import { type GridImage, isBytes } from './grid-image.ts';
import { PlotError } from './plot-error.ts';

/** What an attack added to an image. */
export interface Perturbation {
  /** H * W * C raw differences, adversarial minus original, on the scale of images in [0, 1]. Not bytes. */
  readonly pixels: ArrayLike<number>;
  /** [height, width, channels]; 1 or 3 channels. */
  readonly shape: readonly [number, number, number];
  readonly caption?: string;
}

/** Maps differences to an image: 0 to mid-grey, -eps to black, eps to white; larger ones saturate. */
export function perturbationImage(
  { pixels, shape, caption }: Perturbation,
  eps: number,
  where: string,
): GridImage {
  if (isBytes(pixels)) {
    throw new PlotError(
      `${where}: pixels are bytes, which hold no negative values; give floats, adversarial - original.`,
    );
  }
  const grey = Array.from(pixels, (delta) => (delta === 0 ? 0.5 : 0.5 + delta / (2 * eps)));
  return { pixels: grey, shape, ...(caption === undefined ? {} : { caption }) };
}

/** The difference that is drawn as white. */
export function whiteAt({ eps, amplify }: { readonly eps?: number; readonly amplify?: number }): number {
  const [name, value] = amplify === undefined ? ['eps', eps] : ['amplify', amplify];
  const positive = value !== undefined && value > 0 && Number.isFinite(value);
  if (!positive || (amplify !== undefined && eps !== undefined)) {
    throw new PlotError(
      `adversarialGrid: ${name} is ${value}${amplify === undefined ? '' : ` and eps is ${eps}`}; give one of both: eps, the difference drawn as white, or amplify, a factor, greater than 0.`,
    );
  }
  return amplify === undefined ? value : 0.5 / amplify;
}

/** The difference of two images of one shape, in [-1, 1]. */
export function difference(clean: GridImage, adversarial: GridImage, where: string): Perturbation {
  if (clean.shape.join() !== adversarial.shape.join()) {
    throw new PlotError(
      `${where}: the original is [${clean.shape.join(', ')}], the adversarial [${adversarial.shape.join(', ')}]; they must be the same shape.`,
    );
  }
  const [before, after] = [unit(clean.pixels), unit(adversarial.pixels)];
  return { pixels: after.map((value, index) => value - (before[index] ?? Number.NaN)), shape: clean.shape };
}

function unit(pixels: ArrayLike<number>): readonly number[] {
  return Array.from(pixels, isBytes(pixels) ? (byte) => byte / 255 : (value) => value);
}
