import { Add, findBackend, Identity, type KernelFunc, Relu } from '@tensorflow/tfjs-core';
import { enableFma, readModule } from '#engine-module';
import type { WasmPaths } from '../candidate.ts';
import { EngineError } from '../errors.ts';
import { TRAINING_GRADIENT_KERNEL } from './batch-norm-training.ts';
import { completeSteps } from './complete/steps.ts';
import { composedGradients, composedKernels } from './composed/index.ts';
import { address, createEngine, type Engine, type EngineBuild, supportedBuild } from './engine.ts';
import { closePool, startPool } from './engine-pool.ts';
import { engineGradients, engineKernels, enginePatches } from './kernels.ts';
import { BACKEND, replaceGradient, replaceKernel, type Undo } from './registry.ts';
import { warn } from './warn.ts';

export interface WasmTrainingOptions {
  /** Browser: where `gradlab-engine-simd.wasm` and `gradlab-engine-fma.wasm` lie. Default: in this package. */
  readonly wasmPaths?: WasmPaths | undefined;
  /** Default: the fastest that this JavaScript engine can compile. `composed` leaves the engine out. */
  readonly build?: EngineBuild | 'composed';
  /**
   * Node 20 and 21 have fused multiply-add behind a flag of V8, under which large networks train about a fifth faster; the
   * flag concerns all WebAssembly that the process compiles later. Later versions and browsers need no flag. Default: false.
   */
  readonly experimentalFma?: boolean | undefined;
  /**
   * In how many threads large convolutions and matrix products compute. Above 1 the threaded build of the wasm backend must
   * run, with at least as many: `loadBackend({ threads })` sees to both. Default: 1.
   */
  readonly threads?: number | undefined;
}

export interface WasmTraining {
  /** Which kernels compute now. */
  readonly build: EngineBuild | 'composed';
  /** Where it is `composed`: why the engine does not run. */
  readonly reason?: string;
  /** In how many threads. */
  readonly threads: number;
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
  ...completeSteps(findBackend(BACKEND)),
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

/** Kernels that see to it themselves: a reference needs no values, and the others may be computed together with what waits. */
const PATIENT = new Set([Add, Identity, Relu, TRAINING_GRADIENT_KERNEL]);

/**
 * Guards a kernel: its memory is that of one backend, and inputs that were put off are computed before it begins. Computing them
 * runs kernels, and two that run at once would share their scratch memory.
 */
function guarded(engine: Engine, kernelName: string, kernelFunc: KernelFunc): KernelFunc {
  return (args) => {
    if (args.backend !== engine.backend) {
      throw new EngineError('The wasm backend was started anew: call registerWasmTraining() again.');
    }
    if (!PATIENT.has(kernelName)) {
      for (const name in args.inputs) {
        const input = args.inputs[name];
        if (input) address(engine, input);
      }
    }
    return kernelFunc(args);
  };
}

const engineSteps = (engine: Engine) => [
  ...Object.entries(engineKernels).map(
    ([name, make]) =>
      () =>
        replaceKernel(name, (stock) => guarded(engine, name, make(engine, stock))),
  ),
  ...Object.entries(engineGradients).map(
    ([name, wrap]) =>
      () =>
        replaceGradient(name, wrap),
  ),
  ...enginePatches.map((patch) => () => patch(engine)),
];

/**
 * The module for this JavaScript engine.
 *
 * @throws Error where it has none of the kind, or the file is not found.
 */
export async function readEngine({ wasmPaths, experimentalFma, ...wanted }: WasmTrainingOptions) {
  if (experimentalFma) enableFma();
  const build = wanted.build ?? supportedBuild();
  if (build === undefined) throw new Error('this JavaScript engine has no WebAssembly SIMD');
  if (build === 'composed') throw new Error('not wanted');
  return { build, bytes: await readModule(`gradlab-engine-${build}.wasm`, wasmPaths) };
}

async function register(options: WasmTrainingOptions): Promise<WasmTraining> {
  let engine: Engine;
  try {
    const { build, bytes } = await readEngine(options);
    engine = await createEngine(bytes, build);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (options.build !== 'composed')
      warn(`the SIMD engine does not run (${reason}); training will be several times slower.`);
    return { build: 'composed', reason, threads: 1, undo: allOrNothing(composedSteps()) };
  }
  await startPool(engine, options.threads ?? 1);
  const close = () => () => closePool(engine);
  const undo = allOrNothing([close, ...composedSteps(), ...engineSteps(engine)]);
  return { build: engine.build, threads: engine.pool?.threads ?? 1, undo };
}

/** One registration at a time, and the backend that it is for. */
let current: { readonly backend: unknown; readonly training: Promise<WasmTraining> } | undefined;

/**
 * Makes the wasm backend able to train, and fast: registers the SIMD engine's kernels, the gradient kernels that the stock
 * backend lacks, and gradients that call them. Other backends are untouched. Calling it again changes nothing, unless the wasm
 * backend was started anew.
 *
 * Import tfjs-layers, where it is used, before.
 *
 * Where the engine cannot run (no SIMD, files not found, another TensorFlow.js) it says so on the console and registers
 * compositions of stock kernels.
 *
 * @throws EngineError where the wasm backend has not been started (`await tf.setBackend('wasm')`).
 * @throws ThreadsError where threads were asked for and cannot be had.
 */
export async function registerWasmTraining(options: WasmTrainingOptions = {}): Promise<WasmTraining> {
  const backend = findBackend(BACKEND) as unknown;
  if (!backend)
    throw new EngineError('The wasm backend has not been started: await tf.setBackend("wasm") first.');
  if (current?.backend === backend) return current.training;
  const previous = current?.training;
  const training = (async () => {
    (await previous)?.undo();
    const { undo, ...result } = await register(options);
    const undoOnce = () => {
      undo();
      if (current?.training === training) current = undefined;
    };
    return { ...result, undo: undoOnce };
  })();
  current = { backend, training };
  // What has failed may be tried again with other options.
  training.catch(() => {
    if (current?.training === training) current = undefined;
  });
  return training;
}
