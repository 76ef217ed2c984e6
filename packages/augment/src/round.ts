/** The closest integer, of two equally close ones the even one: as Python's round and torchvision's nearest neighbours. */
export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
