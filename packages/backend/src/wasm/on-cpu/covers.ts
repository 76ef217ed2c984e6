import type {
  CastAttrs,
  Conv2DAttrs,
  FillAttrs,
  KernelFunc,
  OneHotAttrs,
  PadV2Attrs,
  RotateWithOffsetAttrs,
  TensorInfo,
  TransformAttrs,
} from '@tensorflow/tfjs-core';

type Args = Parameters<KernelFunc>[0];

/** Whether the stock wasm kernel computes these arguments rightly. */
export type Covers = (args: Args) => boolean;

/** Every input is of one of these types; absent ones do not count. */
function ofTypes(...dtypes: readonly string[]): Covers {
  const right = new Set(dtypes);
  return ({ inputs }) => {
    for (const name in inputs) {
      const x = inputs[name];
      if (x && !right.has(x.dtype)) return false;
    }
    return true;
  };
}

const floats = ofTypes('float32');
const numbers = ofTypes('float32', 'int32');
const plain = ofTypes('float32', 'int32', 'bool');
const anything: Covers = () => true;

/** And none of them is empty. */
const notEmpty =
  (right: Covers): Covers =>
  (args) => {
    if (!right(args)) return false;
    for (const name in args.inputs) {
      if (args.inputs[name]?.shape.includes(0)) return false;
    }
    return true;
  };

const plainWith =
  <Attrs>(covers: (attrs: Attrs) => boolean): Covers =>
  (args) =>
    plain(args) && covers(args.attrs as unknown as Attrs);

const table = (covers: Covers, names: string) => names.split(' ').map((name) => [name, covers] as const);

const COVERS: Readonly<Record<string, Covers>> = Object.fromEntries([
  // These write 32-bit words into a result of bytes, over what lies behind it, or read integers as if they were floats.
  ...table(
    floats,
    'Acos Acosh Asin Asinh Atan Atan2 Atanh Elu Erf Exp Expm1 IsFinite IsInf IsNan LeakyRelu Prelu',
  ),
  ...table(floats, 'RealDiv Reciprocal Selu Sinh StridedSlice'),
  // These refuse types that the cpu backend takes.
  ...table(floats, 'MaxPool'),
  // These trap or give -2^31 where an int32 is divided by 0, or answer with another type.
  ...table(floats, 'Mod Pow ResizeNearestNeighbor'),
  // As the first, but right for int32.
  ...table(numbers, 'Abs Add AddN Cumprod Cumsum Neg Relu Reverse Round Square Step Sub'),
  // These trap, or return what happens to lie in memory, where there is nothing; some refuse other types.
  ...table(notEmpty(plain), 'All Any Max Min Prod Transpose'),
  ...table(
    notEmpty(floats),
    'BatchMatMul DepthwiseConv2dNative FusedConv2D FusedDepthwiseConv2D _FusedMatMul',
  ),
  // These know strings, or look at no data.
  ...table(ofTypes('float32', 'int32', 'bool', 'string'), 'Concat Identity Pack Slice SparseFillEmptyRows'),
  ...table(anything, 'ExpandDims Reshape StringNGrams StringSplit StringToHashBucketFast Unique Unpack'),
  ['Cast', plainWith<CastAttrs>(({ dtype }) => dtype !== 'complex64')],
  ['Fill', plainWith<FillAttrs>(({ dtype }) => dtype !== 'string')],
  ['Select', (args) => plain(args) && (args.inputs as { t: TensorInfo }).t.dtype !== 'bool'],
  [
    // Writes whole numbers, whatever the type of the result.
    'OneHot',
    plainWith<OneHotAttrs>(
      ({ dtype, onValue, offValue }) =>
        dtype === 'int32' && Number.isInteger(onValue) && Number.isInteger(offValue),
    ),
  ],
  // Rounds the fill value to a whole number.
  [
    'RotateWithOffset',
    plainWith<RotateWithOffsetAttrs>(({ fillValue }) => [fillValue].flat().every(Number.isInteger)),
  ],
  // Reads outside of the image just before its first pixel.
  ['Transform', plainWith<TransformAttrs>(({ fillMode }) => fillMode !== 'reflect')],
  // Takes NaN for 0.
  ['PadV2', plainWith<PadV2Attrs>(({ constantValue }) => !Number.isNaN(constantValue))],
  [
    'Conv2D',
    (args) => notEmpty(floats)(args) && (args.attrs as unknown as Conv2DAttrs).dataFormat !== 'NCHW',
  ],
] as readonly (readonly [string, Covers])[]);

/**
 * When the stock wasm kernel of that name can be trusted. Most cannot with strings and complex numbers, which they take for
 * numbers: they return garbage or abort the whole module.
 */
export const coversOf = (kernelName: string): Covers => COVERS[kernelName] ?? plain;
