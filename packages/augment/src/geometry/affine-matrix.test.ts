import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inverseAffine } from './affine-matrix.ts';

const within = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const point = fc.tuple(within(50), within(50));

it('undoes shearing, scaling, turning clockwise and moving, one after the other', () => {
  const tan = (degrees: number) => Math.tan((degrees / 180) * Math.PI);
  fc.assert(
    fc.property(
      within(400),
      point,
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      fc.tuple(within(60), within(60)),
      point,
      point,
      (angle, translate, scale, shear, center, [px, py]) => {
        const [a, b, c, d, e, f, g, h, i] = inverseAffine({ angle, translate, scale, shear }, center);
        expect([g, h, i]).toEqual([0, 0, 1]);
        let x = a * px + b * py + c - center[0];
        let y = d * px + e * py + f - center[1];
        x -= tan(shear[0]) * y;
        y -= tan(shear[1]) * x;
        // With y downwards this is clockwise: the right goes down first.
        const radians = (angle / 180) * Math.PI;
        const turned = [
          x * Math.cos(radians) - y * Math.sin(radians),
          x * Math.sin(radians) + y * Math.cos(radians),
        ] as const;
        // Norms of at most 2.2 for each shear and 2 for the scale, there and back: 100 times numbers below 200, some 30 roundings.
        expect(Math.abs(scale * turned[0] + center[0] + translate[0] - px)).toBeLessThan(1e-9);
        expect(Math.abs(scale * turned[1] + center[1] + translate[1] - py)).toBeLessThan(1e-9);
      },
    ),
  );
});

it('is the identity without parts, to the bit', () => {
  // Adding 0 makes 0 of -0.
  expect(inverseAffine({}, [3.5, 2]).map((value) => value + 0)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
});
