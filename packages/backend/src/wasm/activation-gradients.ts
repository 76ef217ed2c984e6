import {
  ClipByValue,
  type ClipByValueAttrs,
  EluGrad,
  getBackend,
  type KernelFunc,
  LeakyRelu,
  type LeakyReluAttrs,
  type NamedAttrMap,
  Relu,
  Relu6,
  Selu,
  Sigmoid,
  Softplus,
  Tanh,
  type Tensor,
  type TensorInfo,
  engine as tfEngine,
} from '@tensorflow/tfjs-core';
import { SELU } from './activations.ts';
import { postpone } from './deferred.ts';
import { address, output } from './engine.ts';
import type { EngineExports } from './engine-exports.ts';
import { inBackwardPass } from './internals.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';
import { isRectified } from './normalized.ts';
import type { WrapGradient } from './registry.ts';

export interface ActivationGradientExports {
  /** `saved` is the input x or the output y: see engine/assembly/activation-gradient.ts. */
  reluGradient(saved: number, dy: number, dx: number, count: number): void;
  relu6Gradient(saved: number, dy: number, dx: number, count: number): void;
  leakyReluGradient(saved: number, dy: number, dx: number, count: number, slope: number): void;
  clipGradient(saved: number, dy: number, dx: number, count: number, low: number, high: number): void;
  eluGradient(saved: number, dy: number, dx: number, count: number): void;
  seluGradient(saved: number, dy: number, dx: number, count: number, scale: number, scaleAlpha: number): void;
  sigmoidGradient(saved: number, dy: number, dx: number, count: number): void;
  tanhGradient(saved: number, dy: number, dx: number, count: number): void;
  softplusGradient(saved: number, dy: number, dx: number, count: number): void;
}

type Attrs = Parameters<KernelFunc>[0]['attrs'];
type Places = readonly [saved: number, dy: number, dx: number, count: number];

/** Writes dy f'(x) to dx. */
type Gradient = (wasm: EngineExports, places: Places, attrs: Attrs) => void;

/** By the activation that they belong to; what TensorFlow.js saves for it is the input or the output. */
const GRADIENTS: Readonly<Record<string, Gradient>> = {
  [ClipByValue]: (wasm, places, attrs) => {
    const { clipValueMin, clipValueMax } = attrs as unknown as ClipByValueAttrs;
    wasm.clipGradient(...places, clipValueMin, clipValueMax);
  },
  [LeakyRelu]: (wasm, places, attrs) =>
    wasm.leakyReluGradient(...places, (attrs as unknown as LeakyReluAttrs).alpha),
  [Relu]: (wasm, places) => wasm.reluGradient(...places),
  [Relu6]: (wasm, places) => wasm.relu6Gradient(...places),
  [Selu]: (wasm, places) => wasm.seluGradient(...places, SELU.scale, SELU.scaleAlpha),
  [Sigmoid]: (wasm, places) => wasm.sigmoidGradient(...places),
  [Softplus]: (wasm, places) => wasm.softplusGradient(...places),
  [Tanh]: (wasm, places) => wasm.tanhGradient(...places),
};

const kernelName = (activation: string) => `Gradlab${activation}Gradient`;

const kernelOf =
  (name: string, gradient: Gradient, savedName: string): MakeKernel =>
  (engine, stock) =>
  (args) => {
    const { [savedName]: saved, dy } = args.inputs as Record<string, TensorInfo>;
    if (saved === undefined || dy === undefined || !allFloat(saved, dy)) {
      return fallBack(name, `${saved?.dtype} and ${dy?.dtype}`, stock, args);
    }
    const compute = (dx: TensorInfo) => {
      const [from, signal, to] = [saved, dy, dx].map((info) => address(engine, info)) as [
        number,
        number,
        number,
      ];
      gradient(engine.wasm, [from, signal, to, sizeOf(saved.shape)], args.attrs);
    };
    if (name === kernelName(Relu) && inBackwardPass() && isRectified(saved)) {
      return postpone(engine, saved.shape, [saved, dy], compute, { active: { dy, y: saved } });
    }
    const dx = output(engine, saved.shape);
    compute(dx);
    return dx;
  };

const gradientOf =
  (activation: string): WrapGradient =>
  (stock) => ({
    ...stock,
    // Its output serves as well, and the input may then never be computed: it is part of the kernel before.
    ...(activation === Relu ? { inputsToSave: [], outputsToSave: [true] } : {}),
    gradFunc: (dy, saved, attrs) => {
      const [x] = saved as [Tensor];
      const signal = dy as Tensor;
      if (getBackend() !== 'wasm' || x.dtype !== 'float32' || signal.dtype !== 'float32') {
        return stock.gradFunc(dy, saved, attrs);
      }
      const inputs = { saved: x, dy: signal };
      return {
        x: () => tfEngine().runKernel(kernelName(activation), inputs, attrs as NamedAttrMap) as Tensor,
      };
    },
  });

/** Gradients in one pass over the memory; TensorFlow.js makes them of two to six kernels. */
export const activationGradientKernels: Readonly<Record<string, MakeKernel>> = {
  ...Object.fromEntries(
    Object.entries(GRADIENTS).map(([activation, gradient]) => [
      kernelName(activation),
      kernelOf(kernelName(activation), gradient, 'saved'),
    ]),
  ),
  [EluGrad]: kernelOf(EluGrad, (wasm, places) => wasm.eluGradient(...places), 'y'),
};

export const activationGradients: Readonly<Record<string, WrapGradient>> = Object.fromEntries(
  Object.keys(GRADIENTS).map((activation) => [activation, gradientOf(activation)]),
);
