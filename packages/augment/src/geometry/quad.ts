import type { Projection } from './warp.ts';

export type Point = readonly [x: number, y: number];

/** Corners in the order top left, top right, bottom right, bottom left. */
export type Quad = readonly [topLeft: Point, topRight: Point, bottomRight: Point, bottomLeft: Point];

/** Whether all corners bend the same way, none of them straight: only such a quadrilateral is a rectangle seen from somewhere. */
export function isConvex(quad: Quad): boolean {
  const bends = quad.map((corner, i) => {
    const next = quad[(i + 1) % 4] as Point;
    const last = quad[(i + 2) % 4] as Point;
    return Math.sign(
      (next[0] - corner[0]) * (last[1] - next[1]) - (next[1] - corner[1]) * (last[0] - next[0]),
    );
  });
  return bends.every((bend) => bend !== 0 && bend === bends[0]);
}

/** The projection that takes the corners of the unit square to those of `quad` (Heckbert, Fundamentals of texture mapping, 1989, 2.2.3). */
function fromSquare([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]: Quad): Projection {
  const sumX = x0 - x1 + x2 - x3;
  const sumY = y0 - y1 + y2 - y3;
  const rightX = x1 - x2;
  const rightY = y1 - y2;
  const leftX = x3 - x2;
  const leftY = y3 - y2;
  const determinant = rightX * leftY - leftX * rightY;
  const g = (sumX * leftY - leftX * sumY) / determinant;
  const h = (rightX * sumY - sumX * rightY) / determinant;
  return [
    ...([x1 - x0 + g * x1, x3 - x0 + h * x3, x0] as const),
    ...([y1 - y0 + g * y1, y3 - y0 + h * y3, y0] as const),
    ...([g, h, 1] as const),
  ];
}

/** The inverse but for a factor, which a projection does not see. */
const adjugate = ([a, b, c, d, e, f, g, h, i]: Projection): Projection => [
  ...([e * i - f * h, c * h - b * i, b * f - c * e] as const),
  ...([f * g - d * i, a * i - c * g, c * d - a * f] as const),
  ...([d * h - e * g, b * g - a * h, a * e - b * d] as const),
];

function product(left: Projection, right: Projection): Projection {
  const cell = (row: number, column: number) =>
    [0, 1, 2].reduce((sum, k) => sum + (left[3 * row + k] as number) * (right[3 * k + column] as number), 0);
  const row = (i: number) => [cell(i, 0), cell(i, 1), cell(i, 2)] as const;
  return [...row(0), ...row(1), ...row(2)];
}

/** The projection that takes the corners of one convex quadrilateral to those of another. */
export const between = (from: Quad, to: Quad): Projection =>
  product(fromSquare(to), adjugate(fromSquare(from)));
