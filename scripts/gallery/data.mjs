// Numbers for the samples: computed here, so that they need no data, no network and no chance.

/** Numbers that look random and are the same everywhere. */
export function numbers(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return { next, normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()) };
}

export const range = (count, of) => Array.from({ length: count }, (_, index) => of(index));

export const normals = (seed, count, scale = 1, mean = 0) => {
  const { normal } = numbers(seed);
  return range(count, () => mean + scale * normal());
};

export const decay = (from, to, rate, count, seed, noise) => {
  const { normal } = numbers(seed);
  return range(count, (i) => to + (from - to) * Math.exp(-i / rate) + noise * normal());
};

export const CLASSES = [
  'T-shirt',
  'trouser',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'boot',
];
