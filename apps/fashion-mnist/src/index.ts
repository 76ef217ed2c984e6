import { e2 } from './e2.ts';
import { e3 } from './e3.ts';
import { e4 } from './e4.ts';
import { e5 } from './e5.ts';
import { e6 } from './e6.ts';
import { e7 } from './e7.ts';
import { e9 } from './e9.ts';

/** What this app reproduces, in the order of the document. */
export const experiments = [e2, e3, e4, e5, e6, e7, e9];
