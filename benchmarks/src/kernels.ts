/** One kernel at one shape, with the multiply-adds it needs. */
export type Kernel =
  | {
      readonly kind: 'matMul';
      readonly title: string;
      /** The product is `[m, k] x [k, n]`; a transposed operand is stored the other way round. */
      readonly m: number;
      readonly k: number;
      readonly n: number;
      readonly transposeA: boolean;
      readonly transposeB: boolean;
    }
  | {
      readonly kind: 'conv';
      readonly title: string;
      readonly pass: 'forward' | 'inputGradient' | 'filterGradient';
      /** One filter per channel; `filters` is then `channels`. */
      readonly depthwise: boolean;
      readonly batch: number;
      /** Height and width of the image; padding is 'same'. */
      readonly size: number;
      readonly channels: number;
      readonly filters: number;
      readonly kernel: number;
      readonly stride: number;
    };

const PASSES = {
  forward: 'forward',
  inputGradient: 'input gradient',
  filterGradient: 'filter gradient',
} as const;

const matMuls = (m: number, k: number, n: number): Kernel[] =>
  [
    ['A B', false, false],
    ['At B', true, false],
    ['A Bt', false, true],
  ].map(([title, transposeA, transposeB]) => ({
    kind: 'matMul',
    title: `matMul ${m} x ${k} x ${n}, ${title}`,
    m,
    k,
    n,
    transposeA: transposeA as boolean,
    transposeB: transposeB as boolean,
  }));

interface Shape {
  readonly kernel: number;
  readonly channels: number;
  /** Absent for a depthwise convolution. */
  readonly filters?: number;
  readonly size: number;
  readonly stride?: number;
}

const convolutions = ({ kernel, channels, filters, size, stride = 1 }: Shape): Kernel[] =>
  (['forward', 'inputGradient', 'filterGradient'] as const).map((pass) => {
    const depthwise = filters === undefined;
    const name = depthwise
      ? `depthwise ${kernel}x${kernel} ${channels}`
      : `conv ${kernel}x${kernel} ${channels}->${filters}`;
    const strided = stride === 1 ? '' : ` stride ${stride}`;
    return {
      kind: 'conv',
      title: `${name}, ${size}x${size}${strided}, ${PASSES[pass]}`,
      pass,
      depthwise,
      batch: 128,
      size,
      channels,
      filters: filters ?? channels,
      kernel,
      stride,
    };
  });

/** Shapes of the networks of the benchmark: dense layers, the ResNet's stages, the first layer of the CIFAR CNN, MobileNet. */
export const KERNELS: readonly Kernel[] = [
  ...matMuls(128, 784, 300),
  ...matMuls(128, 1600, 128),
  ...convolutions({ kernel: 3, channels: 16, filters: 16, size: 32 }),
  ...convolutions({ kernel: 3, channels: 32, filters: 64, size: 12 }),
  ...convolutions({ kernel: 3, channels: 64, filters: 64, size: 8 }),
  ...convolutions({ kernel: 3, channels: 16, filters: 32, size: 32, stride: 2 }),
  ...convolutions({ kernel: 5, channels: 3, filters: 32, size: 32 }),
  ...convolutions({ kernel: 3, channels: 32, size: 32 }),
  ...convolutions({ kernel: 3, channels: 128, size: 8 }),
  ...convolutions({ kernel: 3, channels: 64, size: 16, stride: 2 }),
];

/** Floating-point operations of one run: two for each multiply-add, padding counted as if it were pixels. */
export function flopsOf(kernel: Kernel): number {
  if (kernel.kind === 'matMul') return 2 * kernel.m * kernel.k * kernel.n;
  const { batch, size, stride, channels, filters, depthwise } = kernel;
  const outputs = batch * Math.ceil(size / stride) ** 2 * filters;
  return 2 * outputs * kernel.kernel ** 2 * (depthwise ? 1 : channels);
}
