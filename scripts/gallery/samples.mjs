import { curves } from './curves.mjs';
import { images } from './images.mjs';
import { matrices } from './matrices.mjs';
import { statistics } from './statistics.mjs';

/** Functions of `@gradlab/plot` by name, each with calls of it: what the sample shows, and how it is drawn in a theme. */
export const SAMPLES = { ...curves, ...images, ...matrices, ...statistics };
