import { e6 } from './e6.ts';
import { e9 } from './e9.ts';

/** What this app reproduces, in the order of the document. */
export const experiments = [e6, e9];
