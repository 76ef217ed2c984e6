import { a1 } from './a1.ts';
import { a1v } from './a1v.ts';
import { a2 } from './a2.ts';
import { a3 } from './a3.ts';
import { a3r } from './a3r.ts';
import { a4 } from './a4.ts';
import { a4Plus } from './a4-plus.ts';
import { digits } from './digits.ts';

/** What this app reproduces, in the order of the homework. */
export const experiments = [digits, a1, a1v, a2, a3, a3r, a4, a4Plus];
