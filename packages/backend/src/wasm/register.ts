import { Identity, type KernelFunc } from '@tensorflow/tfjs-core';
import { compileModule } from '#engine-module';
import type { WasmPaths } from '../candidate.ts';
import { composedGradients, composedKernels } from './composed/index.ts';
import { address, createEngine, type Engine, type EngineBuild, supportedBuild } from './engine.ts';
import { engineGradients, engineKernels, enginePatches } from './kernels.ts';
import { replaceGradient, replaceKernel, type Undo } from './registry.ts';
import { warn } from './warn.ts';

export interface WasmTrainingOptions {
  /** Browser: where `gradlab-engine-simd.wasm` and `gradlab-engine-fma.wasm` lie. Default: in this package. */
  readonly wasmPaths?: WasmPaths | undefined;
  /** Default: the fastest that this JavaScript engine can compile. `composed` leaves the engine out. */
  readonly build?: EngineBuild | 'composed';
}

export interface WasmTraining {
  /** Which kernels compute now. */
  readonly build: EngineBuild | 'composed';
  /** Where it is `composed`: why the engine does not run. */
  readonly reason?: string;
  /** Puts the stock kernels, gradients, layers and optimizers back. */
  readonly undo: Undo;
}

/** Applies the steps in order; when one throws, what came before is undone. */
function allOrNothing(steps: readonly (() => Undo)[]): Undo {
  const done: Undo[] = [];
  const undo = () => {
    while (done.length > 0) done.pop()?.();
  };
  try {
    for (const step of steps) done.push(step());
  } catch (error) {
    undo();
    throw error;
  }
  return undo;
}

const composedSteps = () => [
  ...Object.entries(composedKernels).map(
    ([name, make]) =>
      () =>
        replaceKernel(name, (stock) => make(stock as NonNullable<typeof stock>)),
  ),
  ...Object.entries(composedGradients).map(
    ([name, wrap]) =>
      () =>
        replaceGradient(name, wrap),
  ),
];

/**
 * Computes the inputs that were put off before the kernel begins: computing them runs kernels, and two that run at once would
 * share their scratch memory. A reference needs no values.
 */
function settled(engine: Engine, kernelName: string, kernelFunc: KernelFunc): KernelFunc {
  if (kernelName === Identity) return kernelFunc;
  return (args) => {
    for (const name in args.inputs) {
      const input = args.inputs[name];
      if (input) address(engine, input);
    }
    return kernelFunc(args);
  };
}

const engineSteps = (engine: Engine) => [
  ...Object.entries(engineKernels).map(
    ([name, make]) =>
      () =>
        replaceKernel(name, (stock) => settled(engine, name, make(engine, stock))),
  ),
  ...Object.entries(engineGradients).map(
    ([name, wrap]) =>
      () =>
        replaceGradient(name, wrap),
  ),
  ...enginePatches.map((patch) => () => patch(engine)),
];

async function startEngine({ wasmPaths, build = supportedBuild() }: WasmTrainingOptions): Promise<Engine> {
  if (build === undefined) throw new Error('this JavaScript engine has no WebAssembly SIMD');
  if (build === 'composed') throw new Error('not wanted');
  return createEngine(await compileModule(`gradlab-engine-${build}.wasm`, wasmPaths), build);
}

async function register(options: WasmTrainingOptions): Promise<WasmTraining> {
  let engine: Engine;
  try {
    engine = await startEngine(options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (options.build !== 'composed')
      warn(`the SIMD engine does not run (${reason}); training will be several times slower.`);
    return { build: 'composed', reason, undo: allOrNothing(composedSteps()) };
  }
  return { build: engine.build, undo: allOrNothing([...composedSteps(), ...engineSteps(engine)]) };
}

let current: WasmTraining | undefined;

/**
 * Makes the wasm backend able to train, and fast: registers the SIMD engine's kernels, the gradient kernels that the stock
 * backend lacks, and gradients that call them. Other backends are untouched. Calling it again changes nothing.
 *
 * The wasm backend must have been started (`await tf.setBackend('wasm')`), and tfjs-layers, where it is used, imported before.
 *
 * Where the engine cannot run (no SIMD, files not found, another TensorFlow.js) it says so on the console and registers
 * compositions of stock kernels.
 */
export async function registerWasmTraining(options: WasmTrainingOptions = {}): Promise<WasmTraining> {
  if (current) return current;
  const { undo, ...training } = await register(options);
  current = {
    ...training,
    undo: () => {
      undo();
      current = undefined;
    },
  };
  return current;
}
