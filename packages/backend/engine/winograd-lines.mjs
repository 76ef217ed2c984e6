// The one-dimensional transforms of Winograd's minimal filtering with tiles of four outputs (Lavin and Gray 2016, arXiv:1509.09308,
// whose matrices B, G and A these are): F(4, 3) has 6 products, at the points 0, 1, -1, 2, -2 and infinity, F(4, 5) has 8, at
// 1/2 and -1/2 too. Each function takes the names of a line's vectors, emits statements, and returns the names of its results.

/** Emits one operation on vectors at a time, as the build has them. */
export class Emitter {
  /** @param {boolean} fused whether a multiply-add is one instruction */
  constructor(fused) {
    this.fused = fused;
    this.statements = [];
    this.constants = new Map();
    this.count = 0;
  }

  /** @param {string} expression */
  name(expression) {
    const name = `e${this.count++}`;
    this.statements.push(`const ${name} = ${expression};`);
    return name;
  }

  /** @param {number} value */
  constant(value) {
    const name = `k${this.constants.size}`;
    if (!this.constants.has(value)) this.constants.set(value, name);
    return this.constants.get(value);
  }

  add(a, b) {
    return this.name(`f32x4.add(${a}, ${b})`);
  }

  sub(a, b) {
    return this.name(`f32x4.sub(${a}, ${b})`);
  }

  times(factor, a) {
    return this.name(`f32x4.mul(${this.constant(factor)}, ${a})`);
  }

  /** factor a + b */
  madd(factor, a, b) {
    if (this.fused) return this.name(`f32x4.relaxed_madd(${this.constant(factor)}, ${a}, ${b})`);
    return factor < 0 ? this.sub(b, this.times(-factor, a)) : this.add(b, this.times(factor, a));
  }

  /** a + factor b and a - factor b */
  pair(a, factor, b) {
    if (factor === 1) return [this.add(a, b), this.sub(a, b)];
    if (this.fused) return [this.madd(factor, b, a), this.madd(-factor, b, a)];
    const product = this.times(factor, b);
    return [this.add(a, product), this.sub(a, product)];
  }
}

/** B' d */
export const inputLine = {
  6(e, [d0, d1, d2, d3, d4, d5]) {
    const near = e.sub(d4, d2);
    const far = e.sub(d3, d1);
    return [
      e.madd(4, e.sub(d0, d2), near),
      ...e.pair(e.madd(-4, d2, d4), 1, e.madd(-4, d1, d3)),
      ...e.pair(near, 2, far),
      e.madd(-4, far, e.sub(d5, d3)),
    ];
  },
  8(e, [d0, d1, d2, d3, d4, d5, d6, d7]) {
    return [
      e.madd(5.25, e.sub(d4, d2), e.sub(d0, d6)),
      ...e.pair(e.madd(-4.25, d4, e.add(d2, d6)), 1, e.madd(-4.25, d3, e.add(d1, d5))),
      ...e.pair(e.madd(0.25, d2, e.madd(-1.25, d4, d6)), 0.5, e.madd(4, d5, e.madd(-5, d3, d1))),
      ...e.pair(e.madd(4, d2, e.madd(-5, d4, d6)), 2, e.madd(0.25, d5, e.madd(-1.25, d3, d1))),
      e.madd(5.25, e.sub(d3, d5), e.sub(d7, d1)),
    ];
  },
};

/** G g */
export const filterLine = {
  6(e, [g0, g1, g2]) {
    return [
      e.times(1 / 4, g0),
      ...e.pair(e.times(-1 / 6, e.add(g0, g2)), -1 / 6, g1),
      ...e.pair(e.madd(1 / 6, g2, e.times(1 / 24, g0)), 1 / 12, g1),
      g2,
    ];
  },
  8(e, [g0, g1, g2, g3, g4]) {
    return [
      g0,
      ...e.pair(e.times(-2 / 9, e.add(e.add(g0, g2), g4)), -2 / 9, e.add(g1, g3)),
      ...e.pair(e.madd(8 / 45, g4, e.madd(2 / 45, g2, e.times(1 / 90, g0))), 1 / 45, e.madd(4, g3, g1)),
      ...e.pair(e.madd(2 / 45, g4, e.madd(8 / 45, g2, e.times(32 / 45, g0))), 16 / 45, e.madd(1 / 4, g3, g1)),
      g4,
    ];
  },
};

/** A' m */
export const outputLine = {
  6(e, [m0, m1, m2, m3, m4, m5]) {
    const [a, b] = e.pair(m1, 1, m2);
    const [c, d] = e.pair(m3, 1, m4);
    return [e.add(e.add(m0, a), c), e.madd(2, d, b), e.madd(4, c, a), e.madd(8, d, e.add(b, m5))];
  },
  8(e, [m0, m1, m2, m3, m4, m5, m6, m7]) {
    const [a, b] = e.pair(m1, 1, m2);
    const [c, d] = e.pair(m3, 1, m4);
    const [f, g] = e.pair(m5, 1, m6);
    return [
      e.add(e.add(m0, a), e.add(c, f)),
      e.madd(0.5, g, e.madd(2, d, b)),
      e.madd(0.25, f, e.madd(4, c, a)),
      e.madd(0.125, g, e.madd(8, d, e.add(b, m7))),
    ];
  },
};

/** A d, the adjoint of `outputLine` */
export const signalLine = {
  6(e, [d0, d1, d2, d3]) {
    return [
      d0,
      ...e.pair(e.add(d0, d2), 1, e.add(d1, d3)),
      ...e.pair(e.madd(4, d2, d0), 2, e.madd(4, d3, d1)),
      d3,
    ];
  },
  8(e, [d0, d1, d2, d3]) {
    return [
      d0,
      ...e.pair(e.add(d0, d2), 1, e.add(d1, d3)),
      ...e.pair(e.madd(4, d2, d0), 2, e.madd(4, d3, d1)),
      ...e.pair(e.madd(0.25, d2, d0), 0.5, e.madd(0.25, d3, d1)),
      d3,
    ];
  },
};

/** G' s, the adjoint of `filterLine` */
export const tapLine = {
  6(e, [s0, s1, s2, s3, s4, s5]) {
    const a = e.times(1 / 6, e.add(s1, s2));
    const b = e.add(s3, s4);
    return [
      e.madd(1 / 24, b, e.sub(e.times(1 / 4, s0), a)),
      e.madd(1 / 6, e.sub(s2, s1), e.times(1 / 12, e.sub(s3, s4))),
      e.add(e.sub(e.times(1 / 6, b), a), s5),
    ];
  },
  8(e, [s0, s1, s2, s3, s4, s5, s6, s7]) {
    const [a, b] = e.pair(s1, 1, s2).map((x) => e.times(-2 / 9, x));
    const [c, d] = e.pair(s3, 1, s4);
    const [f, g] = e.pair(s5, 1, s6);
    return [
      e.madd(32 / 45, f, e.madd(1 / 90, c, e.add(s0, a))),
      e.madd(16 / 45, g, e.madd(1 / 45, d, b)),
      e.madd(8 / 45, f, e.madd(2 / 45, c, a)),
      e.madd(4 / 45, g, e.madd(4 / 45, d, b)),
      e.madd(2 / 45, f, e.madd(8 / 45, c, e.add(a, s7))),
    ];
  },
};
