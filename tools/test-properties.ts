import fc from 'fast-check';

/**
 * Property tests try the same examples in every run, so that a failure can be repeated and an unchanged tree stays green. New ones are
 * looked for on purpose: `FAST_CHECK_SEED=random npx vitest run FILE`, as often as one likes.
 */
const { FAST_CHECK_SEED: seed = '20261122' } = process.env;

if (seed !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
