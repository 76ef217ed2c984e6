import { d1 } from './d1.ts';
import { d2d5 } from './d2-d5.ts';
import { d6 } from './d6.ts';
import { d6t } from './d6t.ts';
import { d7 } from './d7.ts';
import { d8 } from './d8.ts';

/** What this app reproduces, in the order of the document. */
export const experiments = [d1, d2d5, d6, d6t, d7, d8];
