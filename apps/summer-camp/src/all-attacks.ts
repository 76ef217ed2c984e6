import {
  type Attack,
  apgd,
  apgdT,
  autoAttack,
  bim,
  boundary,
  cwL2,
  cwLinf,
  ddn,
  deepFool,
  diFgsm,
  ead,
  eotPgd,
  fab,
  ffgsm,
  fgsm,
  fmn,
  hopSkipJump,
  jsma,
  l1,
  l2,
  linf,
  miFgsm,
  niFgsm,
  onePixel,
  pgd,
  rFgsm,
  siFgsm,
  spsa,
  square,
  tiFgsm,
  vmiFgsm,
} from '@gradlab/attacks';

/** On how many images an attack is run: the usual ones on most, the others by what they cost for one image. */
export type Price = 'first' | 'cheap' | 'dear' | 'very dear';

export interface Entry {
  readonly name: string;
  readonly norm: 'Linf' | 'L2' | 'L1' | 'values';
  /** The radius at which the accuracy is told; attacks of minimum norm run once, and their distances decide. */
  readonly eps: number;
  /** How the radius is written where it is none of the usual ones. */
  readonly within?: string;
  readonly price: Price;
  readonly make: (options: { readonly eps: number }) => Attack;
  /** Where the settings are not the attack's own defaults. */
  readonly settings?: string;
}

const LINF = 8 / 255;
/** The radii that RobustBench and AutoAttack use in these norms. */
const L2 = 0.5;
const L1 = 12;

const inLinf = (name: string, price: Price, make: Entry['make'], settings?: string): Entry => ({
  ...{ name, norm: 'Linf', eps: LINF, price, make },
  ...(settings !== undefined && { settings }),
});
const inL2 = (name: string, price: Price, make: Entry['make'], settings?: string): Entry => ({
  ...{ name, norm: 'L2', eps: L2, price, make },
  ...(settings !== undefined && { settings }),
});
const inL1 = (name: string, price: Price, make: Entry['make'], settings?: string): Entry => ({
  ...{ name, norm: 'L1', eps: L1, price, make },
  ...(settings !== undefined && { settings }),
});

/** Every attack of the package, by what it needs and what it costs. */
export const ENTRIES: readonly Entry[] = [
  inLinf('FGSM', 'first', fgsm),
  inLinf('R+FGSM', 'first', rFgsm),
  inLinf('FFGSM', 'first', ffgsm),
  inLinf('BIM', 'cheap', bim),
  inLinf('PGD-10', 'first', pgd),
  inLinf('MI-FGSM', 'cheap', miFgsm),
  inLinf('NI-FGSM', 'cheap', niFgsm),
  inLinf('DI-FGSM', 'cheap', diFgsm),
  inLinf('TI-FGSM', 'cheap', tiFgsm),
  inLinf('SI-FGSM', 'dear', siFgsm),
  inLinf('VMI-FGSM', 'dear', vmiFgsm),
  inLinf('EOT-PGD', 'dear', eotPgd),
  inLinf('APGD-CE', 'first', apgd),
  inLinf('APGD-DLR', 'first', ({ eps }) => apgd({ eps, loss: 'dlr' })),
  inLinf('APGD-T', 'first', apgdT),
  inLinf('AutoAttack', 'first', autoAttack),
  inLinf('Square', 'dear', square),
  inLinf('SPSA', 'very dear', ({ eps }) => spsa({ eps, steps: 20 }), '20 steps'),
  inLinf('DeepFool', 'dear', () => deepFool({ threat: linf })),
  inLinf(
    'C&W',
    'very dear',
    () => cwLinf({ steps: 20, smallest: 4 / 255, initialConstant: 1, largestConstant: 20 }),
    '20 steps, limits down to 4/255, constants 1 to 20',
  ),
  inLinf('FAB', 'very dear', () => fab({ threat: linf, steps: 20 }), '20 steps'),
  inLinf('FMN', 'dear', () => fmn({ threat: linf, steps: 30 }), '30 steps'),
  inLinf('HopSkipJump', 'very dear', () => hopSkipJump({ threat: linf, queries: 5000 }), '5000 queries'),
  inL2('PGD-10', 'cheap', ({ eps }) => pgd({ eps, threat: l2 })),
  inL2('Square', 'dear', ({ eps }) => square({ eps, threat: l2 })),
  inL2('DeepFool', 'dear', () => deepFool({ threat: l2 })),
  inL2('C&W', 'very dear', () => cwL2({ searches: 4, steps: 50 }), '4 searches of 50 steps'),
  inL2('DDN', 'dear', () => ddn({ steps: 30 }), '30 steps'),
  inL2('FMN', 'dear', () => fmn({ threat: l2, steps: 30 }), '30 steps'),
  inL2('Boundary', 'very dear', () => boundary({ queries: 2000 }), '2000 queries'),
  inL1('PGD-10', 'cheap', ({ eps }) => pgd({ eps, threat: l1 })),
  inL1('EAD', 'very dear', () => ead({ searches: 4, steps: 50, rule: 'l1' }), '4 searches of 50 steps'),
  inL1('FMN', 'dear', () => fmn({ threat: l1, steps: 30 }), '30 steps'),
  // JSMA limits how many values change (gamma), so the radius in L1 is what all of 32 x 32 x 3 together can reach.
  { name: 'JSMA', norm: 'values', eps: 3072, within: 'any', price: 'very dear', make: () => jsma() },
  {
    ...{ name: 'one pixel', norm: 'values', eps: 1, within: 'any', price: 'very dear' },
    make: () => onePixel({ population: 50, generations: 10 }),
    settings: '50 candidates, 10 generations',
  },
];
