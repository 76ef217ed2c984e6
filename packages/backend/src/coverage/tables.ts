import { binaryCases } from './binary.ts';
import type { Cases } from './case.ts';
import { complexCases } from './complex.ts';
import { convolutionCases } from './convolutions.ts';
import { imageCases } from './images.ts';
import { indexingCases } from './indexing.ts';
import { joiningCases } from './joining.ts';
import { layoutCases } from './layout.ts';
import { matrixCases } from './matrices.ts';
import { normalizationCases } from './normalization.ts';
import { orderCases } from './order.ts';
import { paddingCases } from './padding.ts';
import { poolingCases } from './pooling.ts';
import { reductionCases } from './reductions.ts';
import { resizingCases } from './resizing.ts';
import { scatterCases } from './scatter.ts';
import { sparseCases } from './sparse.ts';
import { unaryCases } from './unary.ts';

export const ALL_CASES: Cases = {
  ...unaryCases,
  ...binaryCases,
  ...reductionCases,
  ...layoutCases,
  ...indexingCases,
  ...matrixCases,
  ...convolutionCases,
  ...poolingCases,
  ...imageCases,
  ...sparseCases,
  ...complexCases,
  ...scatterCases,
  ...resizingCases,
  ...paddingCases,
  ...orderCases,
  ...normalizationCases,
  ...joiningCases,
};

/** Kernels that only gradients call, and whose gradient it is. */
export const GRADIENT_KERNELS: Readonly<Record<string, string>> = {
  AvgPoolGrad: 'AvgPool',
  AvgPool3DGrad: 'AvgPool3D',
  Conv2DBackpropFilter: 'Conv2D',
  Conv3DBackpropFilterV2: 'Conv3D',
  Conv3DBackpropInputV2: 'Conv3D',
  DepthwiseConv2dNativeBackpropFilter: 'DepthwiseConv2dNative',
  DepthwiseConv2dNativeBackpropInput: 'DepthwiseConv2dNative',
  Dilation2DBackpropFilter: 'Dilation2D',
  Dilation2DBackpropInput: 'Dilation2D',
  EluGrad: 'Elu',
  LRNGrad: 'LRN',
  MaxPoolGrad: 'MaxPool',
  MaxPool3DGrad: 'MaxPool3D',
  ResizeBilinearGrad: 'ResizeBilinear',
  ResizeNearestNeighborGrad: 'ResizeNearestNeighbor',
};

/** Kernels that cannot be compared here, and why. */
export const NOT_COMPARED: Readonly<Record<string, string>> = {
  Draw: 'wants a canvas',
  Multinomial: 'has another stream of random numbers on each backend',
};

/** Gradients that no op ever asks for, because it runs other kernels, or defines its gradient itself. */
export const UNREACHABLE: readonly string[] = ['BroadcastTo', 'LogSoftmax'];
