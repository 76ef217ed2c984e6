import { b1 } from './b1.ts';
import { b2 } from './b2.ts';
import { b2Overfit } from './b2-overfit.ts';
import { b3 } from './b3.ts';
import { b4 } from './b4.ts';

/** What this app reproduces, in the order of the document. */
export const experiments = [b1, b2, b2Overfit, b3, b4];
