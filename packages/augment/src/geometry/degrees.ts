/** Sines of 0, 90, 180 and 270 degrees: exact, where those of rounded radians are not, so that quarter turns move pixels and mix none. */
const QUARTERS = [0, 1, 0, -1] as const;

/** The sine of an angle in degrees, exact at multiples of 90. */
export function sinDegrees(angle: number): number {
  const turned = ((angle % 360) + 360) % 360;
  return turned % 90 === 0 ? (QUARTERS[turned / 90] ?? 0) : Math.sin((angle * Math.PI) / 180);
}

/** The cosine of an angle in degrees, exact at multiples of 90. */
export function cosDegrees(angle: number): number {
  const turned = ((angle % 360) + 360) % 360;
  return turned % 90 === 0 ? (QUARTERS[(turned / 90 + 1) % 4] ?? 0) : Math.cos((angle * Math.PI) / 180);
}

/** The tangent of an angle in degrees that is no odd multiple of 90. */
export const tanDegrees = (angle: number): number => sinDegrees(angle) / cosDegrees(angle);
