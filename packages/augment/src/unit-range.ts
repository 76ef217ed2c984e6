import { InvalidBatchError } from './errors.ts';

/** @throws InvalidBatchError when a value of the image is not in [0, 1] */
export function checkUnitRange(by: string, image: Float32Array): void {
  for (let i = 0; i < image.length; i++) {
    const value = image[i] as number;
    // Written so that NaN fails too.
    if (!(value >= 0 && value <= 1)) {
      throw new InvalidBatchError(
        `${by}: an image holds the value ${value}; pass values in [0, 1] (divide bytes by 255), ` +
          'and put normalize and noise that is not clipped behind this transform.',
      );
    }
  }
}
