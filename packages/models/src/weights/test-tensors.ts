/** What the tests of weights share. */
import fc from 'fast-check';
import { ARRAYS, type StoredDtype, type StoredTensor, type StoredTensors, sizeOf } from './stored-tensor.ts';

const DTYPES = Object.keys(ARRAYS) as StoredDtype[];

/** Any bits at all: NaNs with a payload and denormal numbers too. */
const tensor = (dtypes: readonly StoredDtype[]): fc.Arbitrary<StoredTensor> =>
  fc
    .record({
      dtype: fc.constantFrom(...dtypes),
      shape: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
    })
    .chain(({ dtype, shape }) => {
      const length = sizeOf(shape) * ARRAYS[dtype].BYTES_PER_ELEMENT;
      return fc
        .uint8Array({ minLength: length, maxLength: length })
        .map((bytes) => ({ dtype, shape, data: new ARRAYS[dtype](new Uint8Array(bytes).buffer) }));
    });

/** Some tensors of any kinds and shapes, with names that JSON must escape and objects inherit. */
export const storedTensors = (dtypes: readonly StoredDtype[] = DTYPES): fc.Arbitrary<StoredTensors> =>
  fc
    .uniqueArray(
      fc.tuple(
        fc.oneof(
          fc.string({ unit: 'binary' }).filter((name) => name !== '__metadata__'),
          fc.constantFrom('__proto__', 'toString', '0', 'layer1.0.conv1.weight'),
        ),
        tensor(dtypes),
      ),
      { selector: ([name]) => name, maxLength: 4 },
    )
    .map((entries) => new Map(entries));
