import sharp from 'sharp';

/** Red, green and blue, from 0 to 255. */
export type Colour = readonly [number, number, number];
export const RED: Colour = [250, 10, 20];
export const GREEN: Colour = [10, 240, 30];
export const BLUE: Colour = [20, 30, 230];

/** A picture of one colour. */
export const plain = ([r, g, b]: Colour, width = 8, height = 6) =>
  sharp({ create: { width, height, channels: 3, background: { r, g, b } } });

export const png = (colour: Colour, width?: number, height?: number): Promise<Buffer> =>
  plain(colour, width, height).png().toBuffer();
