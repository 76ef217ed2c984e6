import { c1 } from './c1.ts';
import { c2 } from './c2.ts';
import { c3 } from './c3.ts';
import { c4 } from './c4.ts';
import { c5 } from './c5.ts';
import { c6 } from './c6.ts';
import { c7 } from './c7.ts';
import { c8 } from './c8.ts';
import { c9 } from './c9.ts';
import { c10 } from './c10.ts';

/** What this app reproduces, in the order of the document. */
export const experiments = [c1, c2, c3, c4, c5, c6, c7, c8, c9, c10];
