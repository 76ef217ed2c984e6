/**
 * Brightness of one pixel of an RGB image as ITU-R BT.601 weighs it, with the digits that torchvision and TensorFlow use: they add up to
 * 0.9999, so white becomes 0.9999.
 */
export const lumaAt = (image: Float32Array, at: number): number =>
  0.2989 * (image[at] as number) + 0.587 * (image[at + 1] as number) + 0.114 * (image[at + 2] as number);
