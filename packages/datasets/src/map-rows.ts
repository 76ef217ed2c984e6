import type { DatasetMethods } from './dataset.ts';
import { InvalidDataError } from './errors.ts';
import { emptyLike, kindOf, type Numbers, type Rows } from './numbers.ts';

function checked<Data extends Numbers>(
  value: Data,
  { data, size }: Rows<Data>,
  what: string,
  where: string,
): Data {
  const kind = kindOf(data);
  if (kindOf(value) === kind && value.length === size) return value;
  const got = ArrayBuffer.isView(value)
    ? `${(value as Data).constructor.name} of ${value.length}`
    : String(value);
  throw new InvalidDataError(
    `${where}: the ${what} is ${got}; return a ${kind} of ${size}, or name the new shape.`,
  );
}

/**
 * Both arrays after `change` has seen every example.
 *
 * @param like arrays of the wanted kinds, and the wanted row sizes
 */
export function mapRows<X extends Numbers, Y extends Numbers, Example>(
  { name, length, get }: Pick<DatasetMethods<Example, unknown>, 'name' | 'length' | 'get'>,
  change: (example: Example, index: number) => readonly [X, Y],
  like: readonly [Rows<X>, Rows<Y>],
): [X, Y] {
  const inputs = emptyLike(like[0].data, length * like[0].size);
  const targets = emptyLike(like[1].data, length * like[1].size);
  for (let i = 0; i < length; i++) {
    const [input, target] = change(get(i), i);
    const where = `${name}: map at index ${i}`;
    inputs.set(checked(input, like[0], 'input', where) as Uint8Array, i * like[0].size);
    targets.set(checked(target, like[1], 'target', where) as Uint8Array, i * like[1].size);
  }
  return [inputs, targets];
}
