import { InvalidBatchError, InvalidOptionError } from './errors.ts';

/** @throws InvalidOptionError when `p` is no probability */
export function probability(by: string, p: number, name = 'p'): void {
  if (!(p >= 0 && p <= 1))
    throw new InvalidOptionError(`${by}: ${name} is ${p}; pass a probability in [0, 1].`);
}

/** @throws InvalidOptionError when a value is NaN or infinite */
export function finite(by: string, name: string, ...values: readonly number[]): void {
  if (!values.every((value) => Number.isFinite(value)))
    throw new InvalidOptionError(`${by}: ${name} is ${values.join(', ')}; pass finite numbers.`);
}

/** From `min` to `max`, both included. */
export type Range = readonly [min: number, max: number];

/** @throws InvalidOptionError when a range has no numbers, or numbers below `least` or (with `open`) at it */
export function range(
  by: string,
  name: string,
  [min, max]: Range,
  { least = -Infinity, most = Infinity, open = false } = {},
): void {
  const low = open ? min > least : min >= least;
  if (low && max >= min && max <= most && Number.isFinite(min) && Number.isFinite(max)) return;
  const bounds = [
    ...(least === -Infinity ? [] : [`${open ? 'greater than' : 'at least'} ${least}`]),
    ...(most === Infinity ? [] : [`at most ${most}`]),
  ];
  throw new InvalidOptionError(
    `${by}: ${name} is [${min}, ${max}]; pass [min, max], finite and in this order${bounds.map((bound) => `, ${bound}`).join('')}.`,
  );
}

/** One number for both, or height and width. */
export type Size = number | readonly [height: number, width: number];

/** Height and width. @throws InvalidOptionError when they are not integers >= 1 */
export function heightAndWidth(by: string, size: Size): readonly [height: number, width: number] {
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  if ([height, width].every((side) => Number.isInteger(side) && side >= 1)) return [height, width];
  throw new InvalidOptionError(`${by}: size is ${size}; pass an integer >= 1, or [height, width] of such.`);
}

/** One number for all channels, or one for each. */
export type ChannelValues = number | readonly number[];

/** @throws InvalidOptionError when there is no value, or one that is not finite */
export function channelValues(by: string, name: string, values: ChannelValues): readonly number[] {
  const list = typeof values === 'number' ? [values] : [...values];
  if (list.length > 0 && list.every((value) => Number.isFinite(value))) return list;
  throw new InvalidOptionError(`${by}: ${name} is [${list}]; pass a finite number, or one for each channel.`);
}

/** One value for each of the image's channels. @throws InvalidBatchError when there are others */
export function forChannels(
  by: string,
  name: string,
  values: readonly number[],
  channels: number,
): readonly number[] {
  if (values.length === channels) return values;
  if (values.length === 1) return new Array<number>(channels).fill(values[0] as number);
  throw new InvalidBatchError(
    `${by}: ${name} has ${values.length} values for images with ${channels} channels; pass one, or one for each channel.`,
  );
}

/** @throws InvalidOptionError when a value is none of the allowed ones */
export function oneOfThese<T extends string>(
  by: string,
  name: string,
  value: T,
  allowed: readonly T[],
): void {
  if (!allowed.includes(value))
    throw new InvalidOptionError(`${by}: ${name} is ${value}; pass one of ${allowed.join(', ')}.`);
}
